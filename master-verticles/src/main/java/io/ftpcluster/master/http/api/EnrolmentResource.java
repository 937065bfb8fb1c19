package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.master.http.security.ClientAddress;
import io.ftpcluster.master.http.security.EnrolmentSecret;
import io.ftpcluster.messages.Enrolments;
import io.ftpcluster.messages.Provisioning.Archive;
import io.ftpcluster.messages.Provisioning.IssuedEnrolment;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a machine becomes a server: {@code /servers/{id}/enrolment} and {@code /servers/{id}/bundle} for admins,
 * {@code /setup/{secret}} and {@code /api/register} for the machine.
 */
public final class EnrolmentResource implements Resource {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String GZIP = "application/gzip";
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Bus bus;
    private final Representations server;

    public EnrolmentResource(Bus bus, Pages pages, VisibleFleet fleet) {
        this.bus = bus;
        this.server = ServerPage.of(bus, pages, fleet);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("issueEnrolment", this::issue);
        operations.on("getBundle", this::bundle);
        operations.on("getSetup", this::setup);
        operations.on("getSetupFile", this::file);
        operations.on("registerMachine", this::register);
    }

    static Map<String, Object> view(IssuedEnrolment issued) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("secret", issued.secret().value());
        view.put("command", issued.command());
        view.put("expires_at", issued.expiresAt().toString());
        view.put("caution", issued.caution());
        return view;
    }

    private void issue(RoutingContext context) {
        var issued = bus.request(Provisioning.ISSUE_ENROLMENT,
                new Provisioning.IssueEnrolment(Caller.of(context).actor(), context.pathParam("id")));
        Replies.when(context, issued, found -> {
            if (Negotiation.wantsPage(context)) {
                server.show(context, 201, Map.of("enrolment", view(found)));
            } else {
                Replies.json(context, 201, view(found));
            }
        });
    }

    /** Not for a link on another site, as it replaces the server's secret; nor for HEAD, which changes nothing. */
    private void bundle(RoutingContext context) {
        String site = context.request().getHeader("Sec-Fetch-Site");
        if (site != null && !OWN.contains(site)) {
            throw Failure.forbidden("This request comes from another site.").exception();
        }
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, GZIP).end();
            return;
        }
        var made = bus.request(Provisioning.MAKE_BUNDLE,
                new Provisioning.MakeBundle(Caller.of(context).actor(), context.pathParam("id")));
        Replies.when(context, made, archive -> {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + archive.name() + "\"");
            send(context, archive);
        });
    }

    private void setup(RoutingContext context) {
        answerPlainly(context,
                bus.request(Provisioning.FIND_SETUP,
                        new Provisioning.FindSetup(secretInPath(context), ClientAddress.of(context).address())),
                script -> Replies.text(context, 200, PLAIN, script.text()));
    }

    private void file(RoutingContext context) {
        answerPlainly(context,
                bus.request(Provisioning.FIND_ARCHIVE, new Provisioning.FindArchive(secretInPath(context),
                        context.pathParam("file"), ClientAddress.of(context).address())),
                archive -> send(context, archive));
    }

    private static Secret secretInPath(RoutingContext context) {
        return new Secret(context.pathParam("secret"));
    }

    /** To people who see what curl says, so in one sentence. Nobody can log in here: a wrong secret leads nowhere. */
    private static <T> void answerPlainly(RoutingContext context, Future<T> found, Consumer<T> reply) {
        found.map(value -> {
            reply.accept(value);
            return value;
        }).onFailure(cause -> {
            if (cause instanceof FailureException known && known.failure().code() != FailureCode.INTERNAL) {
                Failure failure = known.failure();
                int status = failure.code() == FailureCode.UNAUTHENTICATED ? 404 : Problems.statusOf(failure.code());
                if (failure.retryAfterSeconds() > 0) {
                    context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(failure.retryAfterSeconds()));
                }
                Replies.text(context, status, PLAIN, "ftpcluster-setup: " + failure.detail() + "\n");
            } else {
                context.fail(cause);
            }
        });
    }

    /** And removes it, where it is temporary. */
    static void send(RoutingContext context, Archive archive) {
        String file = archive.file().toString();
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, GZIP);
        Future<Void> sent = context.request().method().equals(HttpMethod.HEAD)
                ? context.vertx().fileSystem().props(file).compose(found -> {
                    context.response().putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(found.size()));
                    return context.response().end();
                })
                : context.response().sendFile(file);
        if (archive.temporary()) {
            sent.onComplete(done -> context.vertx().fileSystem().delete(file));
        }
        sent.onFailure(context::fail);
    }

    private void register(RoutingContext context) {
        Secret secret = EnrolmentSecret.of(context);
        RequestFields fields = RequestFields.of(context);
        var slaveId = fields.optionalText("slave_id");
        var publicKey = fields.text("pubkey");
        var hostName = fields.text("hostname");
        var address = fields.optionalText("ip");
        var port = fields.optionalInteger("ftp_port");
        var security = fields.optionalChoice("ftp_security", FtpSecurity.class);
        var fingerprint = fields.optionalText("tls_fingerprint");
        var passivePorts = fields.optionalText("ftp_passive_ports");
        fields.check();
        var machine = new Enrolments.Machine(publicKey, hostName, address, port, security, fingerprint, passivePorts);
        var enrolled = bus.request(Provisioning.ENROL,
                new Provisioning.Enrol(secret, slaveId, machine, ClientAddress.of(context).address()));
        Replies.when(context, enrolled, found -> Replies.json(context, 200,
                Map.of("status", "ok", "agent_token", found.token().value(), "alias", found.alias())));
    }
}
