package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.Provisioned;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /servers/{id}/provision} and {@code deprovision}: has the portal set a server up over SSH, or put it back. For admins. */
public final class ProvisionResource implements Resource {

    private final Bus bus;
    private final Pages pages;

    public ProvisionResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("provisionServer", context -> begin(Submission.of(context), Jobs.Kind.PROVISION));
        operations.on("deprovisionServer", context -> begin(Submission.of(context), Jobs.Kind.DEPROVISION));
    }

    private void begin(Submission form, Jobs.Kind kind) {
        Future<Provisioned> begun = Submission.attempt(() -> bus.request(Provisioning.PROVISION, request(form, kind)));
        begun.onComplete(done -> {
            if (done.succeeded() && done.result().job() == null) {
                askToConfirm(form, kind, done.result().hostKey());
            } else {
                answer(form, kind, begun);
            }
        });
    }

    private void answer(Submission form, Jobs.Kind kind, Future<Provisioned> begun) {
        form.answer(() -> begun, new FormPage<>(FlashMessage.JOB_BEGUN, made -> JobsResource.location(made.job()),
                (context, status, more) -> show(context, status, kind, more)), made -> {
                    form.context().response().putHeader("Location", JobsResource.location(made.job()));
                    Replies.json(form.context(), 202, Map.of("job_id", made.job().id()));
                });
    }

    private static Provisioning.Provision request(Submission form, Jobs.Kind kind) {
        var fields = form.fields();
        var host = fields.optionalText("ssh_host");
        var user = fields.text("ssh_user");
        var ssh = SshFields.of(fields);
        int port = ssh.port();
        var fingerprint = fields.optionalText("host_key_fingerprint");
        var existing = kind == Jobs.Kind.PROVISION ? ssh.existingDaemon() : null;
        fields.check();
        return new Provisioning.Provision(form.actor(), form.id(), host, port, user, ssh.credential(), fingerprint,
                existing, kind);
    }

    /** The secrets were for nothing yet: no page has them, so a person enters them again. */
    private void askToConfirm(Submission form, Jobs.Kind kind, HostKey key) {
        if (!form.fields().fromPage()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("host_key_fingerprint", key.fingerprint());
            members.put("host_key_type", key.type());
            if (key.known() != null) {
                members.put("known_host_key_fingerprint", key.known());
                members.put("known_host_key_at", key.knownAt().toString());
            }
            Problems.conflict(form.context(), words(form.id(), key), members);
            return;
        }
        Map<String, Object> model = new HashMap<>();
        model.put("form", form.fields().typed());
        model.put("host_key",
                Map.of("fingerprint", key.fingerprint(), "type", key.type(), "changed", key.isChanged(), "known",
                        key.known() == null ? "" : key.known(), "known_at",
                        key.knownAt() == null ? "" : key.knownAt().toString()));
        show(form.context(), 409, kind, model);
    }

    private static String words(String server, HostKey key) {
        String begin = key.isChanged()
                ? "The host key of " + server + " has changed since " + key.knownAt() + ": it was " + key.known()
                        + ", and is " + key.type() + " " + key.fingerprint()
                        + ". If the server wasn't installed anew, somebody may be in between."
                : "The host key of " + server + " is to be confirmed: " + key.type() + " " + key.fingerprint() + ".";
        return begin
                + " Compare it with what ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub says on the server, and send it as"
                + " host_key_fingerprint.";
    }

    private void show(RoutingContext context, int status, Jobs.Kind kind, Map<String, Object> more) {
        var found = bus.request(Servers.FIND, new Servers.Find(context.pathParam("id")));
        Replies.when(context, found, server -> {
            Map<String, Object> model = new HashMap<>(more);
            model.put("server", Views.server(server));
            model.put("removal", kind == Jobs.Kind.DEPROVISION);
            pages.show(context, status, "provision", model);
        });
    }
}
