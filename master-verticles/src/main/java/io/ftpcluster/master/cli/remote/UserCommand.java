package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /users}. */
@Command(name = "user", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Accounts of the portal.", synopsisSubcommandLabel = "VERB")
final class UserCommand implements Runnable {

    private static final String NEW_PASSWORD = "--new-password-file";

    @Spec
    private CommandSpec spec;

    /** Where the password of an account comes from, which is not that of who asks. */
    static final class NewPassword {

        @Option(names = NEW_PASSWORD, paramLabel = "FILE", description = "The account's password is its first line; - is standard input. Otherwise it is asked for.")
        private Path file;

        @Option(names = "--generate-password", description = "Makes the password up and prints it.")
        private boolean generate;

        boolean isGiven() {
            return file != null || generate;
        }

        Secret read() {
            return SecretInput.newPassword(file, generate, NEW_PASSWORD);
        }

        /** Beside JSON, too, as it is told nowhere else. */
        void tell(CommandOutput screen, Secret password) {
            String line = "Password: " + password.value() + " (shown only now)";
            if (generate && screen.isJson()) {
                screen.remark(line);
            } else if (generate) {
                screen.say(line);
            }
        }
    }

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "All users.", footer = {"", "Example:", "  ftpcluster user list"})
    void list(@Mixin PortalOptions options) {
        try (Portal portal = options.open()) {
            portal.show(portal.get("/users"), found -> {
                Table table = new Table("USERNAME", "ROLE", "CREATED", "ID").whole("CREATED", "ID");
                Answer.list(found, "users")
                        .forEach(user -> table.row(user.getString("username"), user.getString("role"),
                                ValueFormat.when(user.getString("created_at")), user.getString("id")));
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "show", description = "One user.", footer = {"", "Example:", "  ftpcluster user show anna"})
    void show(@Mixin PortalOptions options,
            @Parameters(paramLabel = "NAME", description = "User name or id.") String name) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(path(name)), ValueFormat::details);
        }
    }

    @Command(name = "add", description = "Makes a user, with a password that is asked for, read or made up.", footer = {
            "", "Examples:", "  ftpcluster user add anna --generate-password",
            "  ftpcluster user add eva --role admin --new-password-file eva.password"})
    void add(@Mixin PortalOptions options, @Mixin NewPassword password,
            @Option(names = "--role", paramLabel = "user|admin", description = "What he may do (default: user); an admin manages everything.") String role,
            @Parameters(paramLabel = "NAME", description = "1 to 64 of A-Z a-z 0-9 . _ @ -") String name) {
        try (Portal portal = options.open()) {
            Secret secret = password.read();
            Answer made = portal.send("POST", "/users",
                    new RequestBody().with("username", name).with("password", secret).with("role", role).json());
            portal.done(made, "Made the user " + name + ".");
            password.tell(portal.screen(), secret);
        }
    }

    @Command(name = "set", description = "Changes a user's role or password. A new password ends his sessions.", footer = {
            "", "Examples:", "  ftpcluster user set anna --role admin",
            "  ftpcluster user set anna --generate-password", "  ftpcluster user set anna --ask-password"})
    void set(@Mixin PortalOptions options, @Mixin NewPassword password,
            @Option(names = "--ask-password", description = "Asks for a new password.") boolean ask,
            @Option(names = "--role", paramLabel = "user|admin", description = "What he may do from now on.") String role,
            @Parameters(paramLabel = "NAME", description = "User name or id.") String name) {
        boolean anew = ask || password.isGiven();
        if (!anew && role == null) {
            throw new ParameterException(spec.subcommands().get("set"),
                    "Say what to change: --role, --new-password-file, --generate-password or --ask-password");
        }
        try (Portal portal = options.open()) {
            Secret secret = anew ? password.read() : null;
            Answer changed = portal.send("PATCH", path(name),
                    new RequestBody().with("role", role).with("password", secret).json());
            portal.done(changed, "Changed the user " + name + ".");
            if (anew) {
                password.tell(portal.screen(), secret);
            }
        }
    }

    @Command(name = "remove", description = "Removes a user with his permissions; his accounts on servers go too.", footer = {
            "", "Example:", "  ftpcluster user remove anna --yes"})
    void remove(@Mixin PortalOptions options, @Mixin Confirmation meant,
            @Parameters(paramLabel = "NAME", description = "User name or id.") String name) {
        try (Portal portal = options.open()) {
            JsonObject user = portal.find(path(name));
            meant.of("Remove the user " + user.getString("username") + " with all permissions?");
            portal.done(portal.send("DELETE", path(user.getString("id")), null),
                    "Removed the user " + user.getString("username") + ".");
        }
    }

    @Command(name = "whoami", description = "Who asks, and which servers he may use for what.", footer = {"",
            "Example:", "  ftpcluster user whoami --user anna"})
    void whoami(@Mixin PortalOptions options) {
        try (Portal portal = options.open()) {
            portal.show(portal.get("/me"), me -> {
                JsonObject user = me.getJsonObject("user");
                Table table = new Table("SERVER", "RIGHTS");
                Answer.list(me, "servers")
                        .forEach(server -> table.row(server.getString("alias"),
                                ValueFormat.list(server.getJsonArray("rights"))));
                return user.getString("username") + " (" + user.getString("role") + ")\n"
                        + table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "password", description = "Changes the password of who asks, and ends his sessions.", footer = {"",
            "Example:", "  ftpcluster user password --user anna"})
    void password(@Mixin PortalOptions options, @Mixin NewPassword password) {
        try (Portal portal = options.open()) {
            Secret current = portal.client()
                    .password()
                    .orElseGet(() -> SecretInput.ask("Password of " + portal.client().user() + " so far",
                            "set FTPCLUSTER_PASSWORD or --password-file"));
            Secret secret = password.read();
            portal.done(
                    portal.send("POST", "/me/password",
                            new RequestBody().with("current_password", current).with("new_password", secret).json()),
                    "Changed the password of " + portal.client().user() + ".");
            password.tell(portal.screen(), secret);
        }
    }

    private static String path(String name) {
        return "/users/" + segment(name);
    }
}
