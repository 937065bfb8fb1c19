package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /permissions}. */
@Command(name = "permission", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Who may use which server, as whom and for what.", synopsisSubcommandLabel = "VERB")
final class PermissionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** What may be said of a permission when it is made and later. */
    static final class Settings {

        @Option(names = "--rights", split = ",", paramLabel = "RIGHT", description = "Of list, download, upload, overwrite, delete, rename, mkdir; separated by commas (default: all).")
        private List<String> rights;

        @Option(names = "--root", paramLabel = "FOLDER", description = "Absolute folder on the server that is the top; empty: where the login lands.")
        private String root;

        @Option(names = "--login", paramLabel = "NAME", description = "A stored login of the server.")
        private String login;

        @Option(names = "--ftp-user", paramLabel = "NAME", description = "The login on the server. Without a password: how the account is called that is made there.")
        private String ftpUser;

        @Option(names = "--ftp-password-file", paramLabel = "FILE", description = "The login's password is its first line; - is standard input.")
        private Path passwordFile;

        @Option(names = "--ask-ftp-password", description = "Asks for the login's password.")
        private boolean ask;

        RequestBody into(RequestBody body) {
            Secret password = passwordFile != null
                    ? SecretInput.firstLine(passwordFile, "--ftp-password-file")
                    : ask ? SecretInput.ask("FTP password", "use --ftp-password-file") : null;
            return body.with("rights", rights)
                    .withOrNone("root", root)
                    .with("login", login)
                    .with("ftp_username", ftpUser)
                    .with("user_pass", password);
        }
    }

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "All permissions.", footer = {"", "Examples:", "  ftpcluster permission list",
            "  ftpcluster permission list --of anna --server alpha"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--of", paramLabel = "USER", description = "Of this user only.") String user,
            @Option(names = "--server", paramLabel = "ALIAS", description = "On this server only.") String server) {
        try (Portal portal = options.open()) {
            Answer all = portal.get("/permissions");
            JsonObject found = portal.object(all);
            List<JsonObject> wanted = PermissionLookup.of(found, user, server);
            Answer shown = user == null && server == null
                    ? all
                    : new Answer(all.status(), null, found.copy().put("permissions", new JsonArray(wanted)).encode());
            portal.show(shown, whatever -> {
                Table table = new Table("USER", "SERVER", "LOGIN", "RIGHTS", "ROOT", "ID").whole("ID");
                wanted.forEach(each -> table.row(each.getString("username"), each.getString("alias"),
                        each.getString("login") == null
                                ? each.getString("ftp_username")
                                : each.getString("ftp_username") + " (" + each.getString("login") + ")",
                        ValueFormat.list(each.getJsonArray("rights")), each.getString("root"), each.getString("id")));
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "show", description = "One permission.", footer = {"", "Examples:",
            "  ftpcluster permission show anna alpha", "  ftpcluster permission show 01977d3e-..."})
    void show(@Mixin PortalOptions options, @Mixin PermissionLookup which) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(path(which.id(portal))), ValueFormat::details);
        }
    }

    @Command(name = "add", description = "Lets a user use a server. Without a login of his own there, the server's agent makes him a system user.", footer = {
            "", "Examples:", "  ftpcluster permission add anna alpha --wait",
            "  ftpcluster permission add anna old --ftp-user web --ask-ftp-password",
            "  ftpcluster permission add anna beta --rights list,download",
            "  ftpcluster permission add anna old --login shared --root /anna"})
    void add(@Mixin PortalOptions options, @Mixin Settings settings, @Mixin Polling waiting,
            @Option(names = "--wait", description = "Waits until the account that is made works.") boolean wait,
            @Parameters(index = "0", paramLabel = "USER", description = "User name or id.") String user,
            @Parameters(index = "1", paramLabel = "SERVER", description = "Alias or id.") String server) {
        try (Portal portal = options.open()) {
            JsonObject body = settings.into(new RequestBody().with("user_id", user).with("server_id", server)).json();
            Answer made = portal.send("POST", "/permissions", body);
            JsonObject permission = portal.object(made);
            portal.done(made, user + " may use " + server + " as " + permission.getString("ftp_username") + ".");
            if (wait && settings.login == null && !body.containsKey("user_pass")) {
                new AccountWait(portal, waiting).ofPermission(server, permission.getString("id"));
            }
        }
    }

    @Command(name = "set", description = "Changes a permission; what isn't named stays. What is under way and no longer allowed ends.", footer = {
            "", "Example:", "  ftpcluster permission set anna alpha --rights list,download"})
    void set(@Mixin PortalOptions options, @Mixin Settings settings, @Mixin PermissionLookup which,
            @Option(names = "--files", paramLabel = "keep|archive|remove", description = "What becomes of the files of its account when that goes (default: keep).") String files) {
        RequestBody body = settings.into(new RequestBody());
        if (body.isEmpty()) {
            throw new ParameterException(spec.subcommands().get("set"), "Say what to change");
        }
        try (Portal portal = options.open()) {
            Answer changed = portal.send("PATCH", path(which.id(portal)), body.with("files", files).json());
            portal.done(changed, "Changed the permission of " + portal.object(changed).getString("username") + " on "
                    + portal.object(changed).getString("alias") + ".");
        }
    }

    @Command(name = "remove", description = "Takes a permission away. What is under way ends, and the account on the server goes.", footer = {
            "", "Examples:", "  ftpcluster permission remove anna alpha --yes",
            "  ftpcluster permission remove anna alpha --files archive"})
    void remove(@Mixin PortalOptions options, @Mixin PermissionLookup which, @Mixin Confirmation meant,
            @Option(names = "--files", paramLabel = "keep|archive|remove", description = "What becomes of the files of its account: moved aside on the server (default), packed into one file there, or removed.") String files) {
        try (Portal portal = options.open()) {
            JsonObject permission = portal.find(path(which.id(portal)));
            String whose = permission.getString("username") + " on " + permission.getString("alias");
            meant.of("Remove the permission of " + whose
                    + ("remove".equals(files) ? ", and the files of its account?" : "?"));
            QueryString query = new QueryString(path(permission.getString("id"))).with("files", files);
            portal.done(portal.send("DELETE", query.path(), null), "Removed the permission of " + whose + ".");
        }
    }

    private static String path(String id) {
        return "/permissions/" + segment(id);
    }
}
