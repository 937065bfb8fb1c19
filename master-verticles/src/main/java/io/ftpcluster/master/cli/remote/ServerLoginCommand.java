package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.VersionOption;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /servers/{id}/logins}. */
@Command(name = "login", aliases = "logins", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "FTP logins of a server that many permissions share.", synopsisSubcommandLabel = "VERB")
final class ServerLoginCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Which one. */
    static final class Chosen {

        @Parameters(index = "0", paramLabel = "ALIAS", description = "Alias or id of the server.")
        private String alias;

        @Parameters(index = "1", paramLabel = "NAME", description = "By which permissions refer to it.")
        private String name;

        String path() {
            return ServerPath.of(alias, "logins", name);
        }
    }

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "A server's stored logins; passwords are never shown.", footer = {"",
            "Example:", "  ftpcluster server login list alpha"})
    void list(@Mixin PortalOptions options,
            @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.") String alias) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(ServerPath.of(alias, "logins")), found -> {
                Table table = new Table("NAME", "FTP USER", "PERMISSIONS", "CREATED").whole("CREATED");
                Answer.list(found, "logins")
                        .forEach(login -> table.row(login.getString("name"), login.getString("ftp_username"),
                                login.getInteger("permissions"), ValueFormat.when(login.getString("created_at"))));
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "show", description = "One stored login.", footer = {"", "Example:",
            "  ftpcluster server login show alpha shared"})
    void show(@Mixin PortalOptions options, @Mixin Chosen chosen) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(chosen.path()), ValueFormat::details);
        }
    }

    @Command(name = "add", description = "Stores a login; its password is asked for, or read.", footer = {"",
            "Example:", "  ftpcluster server login add alpha shared --ftp-user web"})
    void add(@Mixin PortalOptions options, @Mixin Chosen chosen,
            @Option(names = "--ftp-user", required = true, paramLabel = "NAME", description = "The login on the server.") String ftpUser,
            @Option(names = "--ftp-password-file", paramLabel = "FILE", description = "Its password is the first line; - is standard input. Otherwise it is asked for.") Path file) {
        try (Portal portal = options.open()) {
            Secret password = file != null
                    ? SecretInput.firstLine(file, "--ftp-password-file")
                    : SecretInput.ask("FTP password of " + ftpUser, "use --ftp-password-file");
            portal.done(portal.send("POST", ServerPath.of(chosen.alias, "logins"),
                    new RequestBody().with("name", chosen.name)
                            .with("ftp_username", ftpUser)
                            .with("user_pass", password)
                            .json()),
                    "Stored the login " + chosen.name + " of " + chosen.alias + ".");
        }
    }

    @Command(name = "set", description = "Changes a stored login, for all permissions that use it.", footer = {"",
            "Example:", "  ftpcluster server login set alpha shared --ask-ftp-password"})
    void set(@Mixin PortalOptions options, @Mixin Chosen chosen,
            @Option(names = "--ftp-user", paramLabel = "NAME", description = "The login on the server.") String ftpUser,
            @Option(names = "--ftp-password-file", paramLabel = "FILE", description = "Its password is the first line; - is standard input.") Path file,
            @Option(names = "--ask-ftp-password", description = "Asks for its password.") boolean ask) {
        if (ftpUser == null && file == null && !ask) {
            throw new ParameterException(spec.subcommands().get("set").getCommandSpec().commandLine(),
                    "Say what to change: --ftp-user, --ftp-password-file or --ask-ftp-password");
        }
        try (Portal portal = options.open()) {
            Secret password = file != null
                    ? SecretInput.firstLine(file, "--ftp-password-file")
                    : ask ? SecretInput.ask("New FTP password", "use --ftp-password-file") : null;
            portal.done(
                    portal.send("PATCH", chosen.path(),
                            new RequestBody().with("ftp_username", ftpUser).with("user_pass", password).json()),
                    "Changed the login " + chosen.name + " of " + chosen.alias + ".");
        }
    }

    @Command(name = "remove", description = "Removes a stored login that no permission uses.", footer = {"", "Example:",
            "  ftpcluster server login remove alpha shared --yes"})
    void remove(@Mixin PortalOptions options, @Mixin Confirmation meant, @Mixin Chosen chosen) {
        try (Portal portal = options.open()) {
            meant.of("Remove the stored login " + chosen.name + " of " + chosen.alias + "?");
            portal.done(portal.send("DELETE", chosen.path(), null),
                    "Removed the login " + chosen.name + " of " + chosen.alias + ".");
        }
    }
}
