package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /servers} and {@code /fleet}. */
@Command(name = "server", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "FTP servers: what they are, how they stand, and how a machine becomes one.", synopsisSubcommandLabel = "VERB", subcommands = {
        ServerTestCommand.class, EnrolCommand.class, BundleCommand.class, AgentTokenCommand.class,
        ProvisionCommand.class, DeprovisionCommand.class, ServerAccountCommand.class, ServerLoginCommand.class})
final class ServerCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** What may be said of a server when it is made and later. */
    static final class Settings {

        @Option(names = "--ftp-port", paramLabel = "N", description = "Default: 21, or 990 with implicit TLS.")
        private Integer port;

        @Option(names = "--ftp-security", paramLabel = "none|explicit|implicit", description = "How the control channel is protected (default: explicit).")
        private String security;

        @Option(names = "--tls-fingerprint", paramLabel = "HEX", description = "SHA-256 of the certificate, trusted in place of a CA; empty: none.")
        private String fingerprint;

        @Option(names = "--encoding", paramLabel = "CHARSET", description = "Of names, where it isn't UTF-8; empty: auto.")
        private String encoding;

        @Option(names = "--admin-user", paramLabel = "NAME", description = "Who may log in there to install things; empty: nobody.")
        private String adminUser;

        @Option(names = "--data-mode", paramLabel = "auto|epsv|pasv|active", description = "How data connections are opened (default: auto).")
        private String dataMode;

        @Option(names = "--upload-mode", paramLabel = "atomic|direct", description = "Uploads under a temporary name, or straight under the final one (default: atomic).")
        private String uploadMode;

        @Option(names = "--telemetry-seconds", paramLabel = "N", description = "Seconds between two measurements of its agent; empty: the portal's usual.")
        private String telemetrySeconds;

        RequestBody into(RequestBody body) {
            Object seconds = telemetrySeconds;
            if (telemetrySeconds != null && telemetrySeconds.matches("\\d{1,9}")) {
                seconds = Integer.valueOf(telemetrySeconds);
            }
            body.with("ftp_port", port)
                    .with("ftp_security", security)
                    .withOrNone("tls_fingerprint", fingerprint)
                    .withOrNone("encoding", encoding)
                    .withOrNone("admin_user", adminUser)
                    .with("data_mode", dataMode)
                    .with("upload_mode", uploadMode);
            return telemetrySeconds != null && telemetrySeconds.isEmpty()
                    ? body.withOrNone("telemetry_seconds", "")
                    : body.with("telemetry_seconds", seconds);
        }
    }

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "All servers and how they stand. With --json only what they are; server status has the rest.", footer = {
            "", "Example:", "  ftpcluster server list"})
    void list(@Mixin PortalOptions options) {
        try (Portal portal = options.open()) {
            portal.show(portal.get("/servers"), found -> {
                Map<String, JsonObject> states = new HashMap<>();
                Answer.list(portal.find("/fleet"), "servers")
                        .forEach(state -> states.put(state.getString("id"), state));
                Table table = new Table("ALIAS", "HOST", "PORT", "SECURITY", "STATE", "SINCE", "REASON").whole("SINCE");
                Answer.list(found, "servers").forEach(server -> {
                    JsonObject state = states.getOrDefault(server.getString("id"), new JsonObject());
                    table.row(server.getString("alias"), server.getString("host"), server.getInteger("ftp_port"),
                            server.getString("ftp_security"), state.getString("state"),
                            ValueFormat.when(state.getString("since")), state.getString("reason"));
                });
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "status", description = "How servers stand, as their agents or the portal's probes say.", footer = {
            "", "Examples:", "  ftpcluster server status", "  ftpcluster server status alpha --json"})
    void status(@Mixin PortalOptions options,
            @Parameters(arity = "0..1", paramLabel = "ALIAS", description = "Of one server only; alias or id.") String alias) {
        try (Portal portal = options.open()) {
            if (alias != null) {
                portal.show(portal.get("/fleet/" + segment(alias)), ValueFormat::details);
                return;
            }
            portal.show(portal.get("/fleet"), found -> {
                Table table = new Table("ALIAS", "STATE", "SINCE", "CPU", "MEMORY", "DISK", "SESSIONS", "ALERTS",
                        "REASON").whole("SINCE");
                Answer.list(found, "servers").forEach(server -> {
                    JsonObject sample = server.getJsonObject("sample", new JsonObject());
                    JsonObject measured = sample == null ? new JsonObject() : sample;
                    table.row(server.getString("alias"), server.getString("state"),
                            ValueFormat.when(server.getString("since")),
                            ValueFormat.percent(measured.getNumber("cpu_percent")),
                            ValueFormat.percent(measured.getNumber("mem_percent")),
                            ValueFormat.percent(measured.getNumber("ftp_disk_percent")),
                            measured.getInteger("ftp_sessions"), ValueFormat.list(server.getJsonArray("alerts")),
                            server.getString("reason"));
                });
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "show", description = "One server's settings.", footer = {"", "Example:",
            "  ftpcluster server show alpha"})
    void show(@Mixin PortalOptions options,
            @Parameters(paramLabel = "ALIAS", description = "Alias or id.") String alias) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(ServerPath.of(alias)), ValueFormat::details);
        }
    }

    @Command(name = "add", description = "Registers a server, and prints the line to paste on a machine that is to become it.", footer = {
            "", "Examples:", "  ftpcluster server add alpha ftp1.example",
            "  ftpcluster server add old ftp.example --ftp-security none --ftp-port 2121"})
    void add(@Mixin PortalOptions options, @Mixin Settings settings,
            @Parameters(index = "0", paramLabel = "ALIAS", description = "Its name in paths; 1 to 64 of A-Z a-z 0-9 . _ @ -") String alias,
            @Parameters(index = "1", paramLabel = "HOST", description = "Name or IP address.") String host) {
        try (Portal portal = options.open()) {
            Answer made = portal.send("POST", "/servers",
                    settings.into(new RequestBody().with("alias", alias).with("host", host)).json());
            portal.done(made, "Registered the server " + alias + ".");
            if (!portal.screen().isJson()) {
                EnrolCommand.tell(portal.screen(), portal.object(made).getJsonObject("enrolment"));
            }
        }
    }

    @Command(name = "set", description = "Changes a server's settings; what isn't named stays.", footer = {"",
            "Example:", "  ftpcluster server set alpha --host ftp2.example --ftp-security explicit"})
    void set(@Mixin PortalOptions options, @Mixin Settings settings,
            @Option(names = "--alias", paramLabel = "ALIAS", description = "Another alias.") String renamed,
            @Option(names = "--host", paramLabel = "HOST", description = "Name or IP address.") String host,
            @Parameters(paramLabel = "ALIAS", description = "Alias or id.") String alias) {
        RequestBody body = settings.into(new RequestBody().with("alias", renamed).with("host", host));
        if (body.isEmpty()) {
            throw new ParameterException(spec.subcommands().get("set"), "Say what to change");
        }
        try (Portal portal = options.open()) {
            portal.done(portal.send("PATCH", ServerPath.of(alias), body.json()), "Changed the server " + alias + ".");
        }
    }

    @Command(name = "remove", description = "Removes a server from the portal with its permissions. What is installed on the machine stays: server deprovision takes it away before.", footer = {
            "", "Example:", "  ftpcluster server remove alpha --yes"})
    void remove(@Mixin PortalOptions options, @Mixin Confirmation meant,
            @Parameters(paramLabel = "ALIAS", description = "Alias or id.") String alias) {
        try (Portal portal = options.open()) {
            JsonObject server = portal.find(ServerPath.of(alias));
            meant.of("Remove the server " + server.getString("alias") + " (" + server.getString("host")
                    + ") with all permissions on it?");
            portal.done(portal.send("DELETE", ServerPath.of(server.getString("id")), null),
                    "Removed the server " + server.getString("alias") + ".");
        }
    }
}
