package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers.UploadMode;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;

/** {@code /servers}: the FTP servers behind the portal, for admins. */
public final class ServersResource implements Resource {

    private static final String LIST_PAGE = "/servers";
    private static final String AGENT_TOKEN = "agent_token";
    private static final String DATA_MODE = "data_mode";
    private static final String UPLOAD_MODE = "upload_mode";
    private static final String PROBE_USERNAME = "probe_username";
    private static final String PROBE_PASSWORD = "probe_password";
    private static final String PASSIVE_PORTS = "ftp_passive_ports";
    private static final int FTP_PORT = 21;
    private static final int IMPLICIT_FTPS_PORT = 990;

    private final Bus bus;
    private final Representations all;
    private final Representations one;

    public ServersResource(Bus bus, Pages pages, VisibleFleet fleet) {
        this.bus = bus;
        this.all = new Representations(pages, "servers", context -> findAll());
        this.one = ServerPage.of(bus, pages, fleet);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listServers", all::reply);
        operations.on("createServer", context -> create(Submission.of(context)));
        operations.on("getServer", one::reply);
        operations.on("updateServer", context -> update(Submission.of(context)));
        operations.on("deleteServer",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changeServerByForm",
                context -> Submission.of(context).changeOrDelete(this::update, this::deleteByForm));
        operations.on("replaceAgentToken", this::replaceAgentToken);
    }

    private void create(Submission form) {
        boolean scriptAlone = Negotiation.wantsText(form.context());
        // Neither the next page nor the script alone can tell a token; the page makes its own enrolment.
        boolean fromPage = form.fields().fromPage();
        boolean withToken = !fromPage && !scriptAlone;
        form.answer(() -> {
            Settings settings = settings(form.fields());
            Secret probePassword = form.fields().optionalSecret(PROBE_PASSWORD);
            return sealed(probePassword).compose(sealed -> bus.request(Provisioning.REGISTER,
                    new Provisioning.Register(form.actor(), settings, withToken, !fromPage, sealed)));
        }, new FormPage<>(FlashMessage.SERVER_ADDED, registered -> location(registered.server()), all::show),
                registered -> replyCreated(form.context(), registered, scriptAlone));
    }

    private static void replyCreated(RoutingContext context, Provisioning.Registered registered, boolean scriptAlone) {
        String location = location(registered.server());
        String script = registered.script().text();
        if (scriptAlone) {
            context.response().putHeader("Location", location);
            Replies.text(context, 201, "text/plain; charset=utf-8", script);
        } else {
            Replies.created(context, location,
                    Map.of("server", Views.server(registered.server()), "setup_script", script, AGENT_TOKEN,
                            registered.token().value(), "enrolment", EnrolmentResource.view(registered.enrolment())));
        }
    }

    private void replaceAgentToken(RoutingContext context) {
        var issued = bus.request(Provisioning.ISSUE_TOKEN,
                new Provisioning.IssueToken(Caller.of(context).actor(), context.pathParam("id")));
        Replies.when(context, issued, found -> {
            Map<String, Object> told = Map.of(AGENT_TOKEN, found.token().value());
            if (Negotiation.wantsPage(context)) {
                one.show(context, 201, told);
            } else {
                Replies.json(context, 201, told);
            }
        });
    }

    private void update(Submission form) {
        form.answer(() -> {
            Secret given = form.fields().newSecretOrNone(PROBE_PASSWORD);
            Servers.Update change = alteration(form, given);
            boolean isNew = given != null && !given.value().isEmpty();
            return sealed(isNew ? given : null)
                    .compose(sealed -> bus.request(Servers.UPDATE, change.withProbePass(sealed)));
        }, new FormPage<>(FlashMessage.SERVER_SAVED, ServersResource::location, one::show),
                server -> Replies.json(form.context(), 200, Views.server(server)));
    }

    private void deleteByForm(Submission form) {
        form.answer(() -> delete(form.context()),
                FormPage.leadingTo(LIST_PAGE, FlashMessage.SERVER_DELETED, one::show));
    }

    private static Settings settings(RequestFields fields) {
        var alias = fields.text("alias");
        var host = fields.text("host");
        var port = fields.newInteger("ftp_port");
        var security = Objects.requireNonNullElse(fields.newChoice("ftp_security", FtpSecurity.class),
                FtpSecurity.EXPLICIT);
        var fingerprint = fields.optionalText("tls_fingerprint");
        var encoding = fields.optionalText("encoding");
        var adminUser = fields.optionalText("admin_user");
        var telemetrySeconds = fields.optionalInteger("telemetry_seconds");
        var dataMode = fields.newChoice(DATA_MODE, DataMode.class);
        var uploadMode = fields.newChoice(UPLOAD_MODE, UploadMode.class);
        var probeUsername = fields.optionalText(PROBE_USERNAME);
        var probePassword = fields.optionalSecret(PROBE_PASSWORD);
        var passivePorts = fields.optionalText(PASSIVE_PORTS);
        if ((probeUsername == null) != (probePassword == null)) {
            fields.error(probeUsername == null ? PROBE_USERNAME : PROBE_PASSWORD,
                    "is needed with the other one of the probe account");
        }
        fields.check();
        int usualPort = security == FtpSecurity.IMPLICIT ? IMPLICIT_FTPS_PORT : FTP_PORT;
        return new Settings(alias, host, Objects.requireNonNullElse(port, usualPort), security, fingerprint, encoding,
                adminUser, telemetrySeconds, dataMode, uploadMode, probeUsername, passivePorts);
    }

    private Future<Secret> sealed(Secret plain) {
        return plain == null
                ? Future.succeededFuture()
                : bus.request(Auth.SEAL, new Auth.Seal(PROBE_PASSWORD, plain)).map(Auth.Sealed::secret);
    }

    /** @param probePassword null: as it was; empty: none, and so no probe account */
    private static Servers.Update alteration(Submission form, Secret probePassword) {
        RequestFields fields = form.fields();
        var alias = fields.newText("alias");
        var host = fields.newText("host");
        var port = fields.newInteger("ftp_port");
        var security = fields.newChoice("ftp_security", FtpSecurity.class);
        var fingerprint = fields.newTextOrNone("tls_fingerprint");
        var encoding = fields.newTextOrNone("encoding");
        var adminUser = fields.newTextOrNone("admin_user");
        var telemetrySeconds = fields.newIntegerOrNone("telemetry_seconds", Servers.Update.USUAL);
        var dataMode = fields.newChoice(DATA_MODE, DataMode.class);
        var uploadMode = fields.newChoice(UPLOAD_MODE, UploadMode.class);
        var probeUsername = fields.newTextOrNone(PROBE_USERNAME);
        var passivePorts = fields.newTextOrNone(PASSIVE_PORTS);
        if (probePassword != null && probePassword.value().isEmpty()) {
            if (probeUsername != null && !probeUsername.isEmpty()) {
                fields.error(PROBE_PASSWORD, "is needed with probe_username");
            }
            probeUsername = "";
        }
        fields.check();
        return new Servers.Update(form.actor(), form.id(), alias, host, port, security, fingerprint, encoding,
                adminUser, telemetrySeconds, dataMode, uploadMode, probeUsername, null, passivePorts);
    }

    private static String location(Server server) {
        return "/servers/" + server.id();
    }

    private Future<Map<String, Object>> findAll() {
        return bus.request(Servers.LIST, new Servers.FindAll())
                .map(found -> Map.of("servers", Views.list(found.servers(), Views::server)));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(Servers.DELETE, new Servers.Delete(Caller.of(context).actor(), context.pathParam("id")));
    }
}
