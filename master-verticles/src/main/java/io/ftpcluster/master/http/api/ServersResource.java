package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.live.FleetView;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.AgentTokens;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers.UploadMode;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code /servers}: the FTP servers behind the portal, for admins. */
public final class ServersResource implements Resource {

    private static final String LIST_PAGE = "/servers";
    private static final String AGENT_TOKEN = "agent_token";
    private static final String DATA_MODE = "data_mode";
    private static final String UPLOAD_MODE = "upload_mode";
    private static final int FTP_PORT = 21;
    private static final int IMPLICIT_FTPS_PORT = 990;

    private final Bus bus;
    private final Pages pages;
    private final SetupScript setupScript;
    private final VisibleFleet fleet;

    public ServersResource(Bus bus, Pages pages, SetupScript setupScript, VisibleFleet fleet) {
        this.bus = bus;
        this.pages = pages;
        this.setupScript = setupScript;
        this.fleet = fleet;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listServers", this::list);
        operations.on("createServer", this::create);
        operations.on("getServer", this::get);
        operations.on("updateServer", context -> update(context, RequestFields.of(context)));
        operations.on("deleteServer",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changeServerByForm", this::change);
        operations.on("replaceAgentToken", this::replaceAgentToken);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            showList(context, 200, new HashMap<>());
            return;
        }
        Replies.when(context, findAll(), servers -> Replies.json(context, 200, Map.of("servers", servers)));
    }

    private void get(RoutingContext context) {
        Replies.when(context, find(context), server -> {
            if (Negotiation.wantsPage(context)) {
                show(context, 200, server, new HashMap<>());
            } else {
                Replies.json(context, 200, Views.server(server));
            }
        });
    }

    private void create(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        Future<Server> created = FormResult.attempt(
                () -> bus.request(Servers.INSERT, new Servers.Insert(Caller.of(context).actor(), settings(fields))));
        if (fields.fromPage()) {
            FormResult.finish(context, created, FlashMessage.SERVER_ADDED, ServersResource::location, outcome -> {
                Map<String, Object> model = new HashMap<>();
                model.put("form", typed(fields));
                outcome.putInto(model);
                showList(context, outcome.status(), model);
            });
        } else {
            Replies.when(context, created, server -> replyCreated(context, server));
        }
    }

    private void replyCreated(RoutingContext context, Server server) {
        String script = setupScript.render(server);
        if (Negotiation.wantsText(context)) {
            context.response().putHeader("Location", location(server));
            Replies.text(context, 201, "text/plain; charset=utf-8", script);
            return;
        }
        Replies.when(context, newAgentToken(context, server.id()), token -> Replies.created(context, location(server),
                Map.of("server", Views.server(server), "setup_script", script, AGENT_TOKEN, token.value())));
    }

    private void replaceAgentToken(RoutingContext context) {
        Replies.when(context, newAgentToken(context, context.pathParam("id")), token -> {
            if (Negotiation.wantsPage(context)) {
                Replies.when(context, find(context),
                        server -> show(context, 201, server, new HashMap<>(Map.of(AGENT_TOKEN, token.value()))));
            } else {
                Replies.json(context, 201, Map.of(AGENT_TOKEN, token.value()));
            }
        });
    }

    /** Told once: only its hash is kept. */
    private Future<Secret> newAgentToken(RoutingContext context, String serverRef) {
        Secret token = AgentTokens.make();
        var store = new Agents.StoreToken(Caller.of(context).actor(), serverRef, AgentTokens.hash(token));
        return bus.request(Agents.STORE_TOKEN, store).map(token);
    }

    private void change(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        switch (FormMethod.of(fields)) {
            case PATCH -> update(context, fields);
            case DELETE -> deleteByForm(context, fields);
        }
    }

    private void update(RoutingContext context, RequestFields fields) {
        Future<Server> updated = FormResult.attempt(() -> bus.request(Servers.UPDATE, alteration(context, fields)));
        if (fields.fromPage()) {
            FormResult.finish(context, updated, FlashMessage.SERVER_SAVED, server -> LIST_PAGE,
                    outcome -> showAgain(context, fields, outcome));
        } else {
            Replies.when(context, updated, server -> Replies.json(context, 200, Views.server(server)));
        }
    }

    private void deleteByForm(RoutingContext context, RequestFields fields) {
        fields.check();
        if (fields.fromPage()) {
            FormResult.finish(context, delete(context), FlashMessage.SERVER_DELETED, done -> LIST_PAGE,
                    outcome -> showAgain(context, fields, outcome));
        } else {
            Replies.when(context, delete(context), done -> Replies.noContent(context));
        }
    }

    private void showAgain(RoutingContext context, RequestFields fields, FormResult outcome) {
        Replies.when(context, find(context), server -> {
            Map<String, Object> model = new HashMap<>();
            model.put("form", typed(fields));
            outcome.putInto(model);
            show(context, outcome.status(), server, model);
        });
    }

    private void show(RoutingContext context, int status, Server server, Map<String, Object> model) {
        var permissions = bus.request(Permissions.LIST, new Permissions.FindAll(null, server.id()));
        var live = fleet.forAdmin(server);
        Replies.when(context, live.compose(known -> permissions), found -> {
            model.put("live", FleetView.row(live.result()));
            model.put("server", Views.server(server));
            model.put("permissions", Views.list(found.permissions(), Views::permission));
            model.put("setup_script", setupScript.render(server));
            pages.show(context, status, "server", model);
        });
    }

    private void showList(RoutingContext context, int status, Map<String, Object> model) {
        Replies.when(context, findAll(), servers -> {
            model.put("servers", servers);
            pages.show(context, status, "servers", model);
        });
    }

    private static Map<String, Object> typed(RequestFields fields) {
        return fields.typed("alias", "host", "ftp_port", "ftp_security", "tls_fingerprint", "encoding", "admin_user",
                "telemetry_seconds", DATA_MODE, UPLOAD_MODE);
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
        fields.check();
        int usualPort = security == FtpSecurity.IMPLICIT ? IMPLICIT_FTPS_PORT : FTP_PORT;
        return new Settings(alias, host, Objects.requireNonNullElse(port, usualPort), security, fingerprint, encoding,
                adminUser, telemetrySeconds, dataMode, uploadMode);
    }

    private static Servers.Update alteration(RoutingContext context, RequestFields fields) {
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
        fields.check();
        return new Servers.Update(Caller.of(context).actor(), context.pathParam("id"), alias, host, port, security,
                fingerprint, encoding, adminUser, telemetrySeconds, dataMode, uploadMode);
    }

    private static String location(Server server) {
        return "/servers/" + server.id();
    }

    private Future<List<Map<String, Object>>> findAll() {
        return bus.request(Servers.LIST, new Servers.FindAll())
                .map(found -> Views.list(found.servers(), Views::server));
    }

    private Future<Server> find(RoutingContext context) {
        return bus.request(Servers.FIND, new Servers.Find(context.pathParam("id")));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(Servers.DELETE, new Servers.Delete(Caller.of(context).actor(), context.pathParam("id")));
    }
}
