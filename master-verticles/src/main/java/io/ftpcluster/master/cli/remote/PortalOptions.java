package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.VersionOption;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has that asks a portal: where it is, who asks, and how the answer is shown. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionOption.class)
public final class PortalOptions {

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final String DEFAULT_USER = "admin";
    private static final int UNAUTHENTICATED = 401;

    /** A group, so that help tells it after what is the command's own. */
    private static final class Access {

        @Option(names = "--url", paramLabel = "URL", description = "Where the portal is (default: FTPCLUSTER_URL, else "
                + DEFAULT_URL + ").")
        private String url;

        @Option(names = "--user", paramLabel = "NAME", description = "Who asks (default: FTPCLUSTER_USER, else who has logged in, else admin).")
        private String user;

        @Option(names = "--password-file", paramLabel = "FILE", description = "The password is its first line; - is standard input (default: FTPCLUSTER_PASSWORD, else the session of login, else it is asked for).")
        private Path passwordFile;

        @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM file with who signed the portal's certificate, or that itself (default: CURL_CA_BUNDLE, else what the system trusts).")
        private Path caFile;

        @Option(names = "--pin", paramLabel = "sha256//...", description = "Hash of the portal's public key, as for curl, in place of a CA (default: FTPCLUSTER_PIN).")
        private String pin;
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup(validate = false, heading = "%nThe portal:%n")
    private Access access = new Access();

    @Option(names = "--json", description = "Prints what the portal said, as JSON.")
    private boolean json;

    /** With the password where one is given, else with the session of {@code login}, else asks for the password. */
    public Portal open() {
        URI where = where();
        Optional<String> named = named();
        PortalTrust trust = trust();
        Optional<StoredSession> session = isPasswordGiven()
                ? Optional.empty()
                : SessionFile.of(where)
                        .read()
                        .filter(kept -> named.isEmpty() || named.get().equalsIgnoreCase(kept.user()));
        PortalCredentials credentials = session.map(kept -> valid(kept, where))
                .orElseGet(() -> byPassword(named.orElse(DEFAULT_USER), where));
        return new Portal(new PortalClient(where, credentials, trust.context(where)), screen());
    }

    /** Whatever session there is: to begin another one. */
    Portal openByPassword() {
        URI where = where();
        String who = named().orElse(DEFAULT_USER);
        PortalTrust trust = trust();
        return new Portal(new PortalClient(where, byPassword(who, where), trust.context(where)), screen());
    }

    /** Whether the portal has heard that, or knew of no such session any more. */
    boolean endSession(StoredSession session) {
        PortalCredentials credentials = PortalCredentials.ofSession(session.user(), session.token());
        try (PortalClient client = new PortalClient(where(), credentials, trust().context(where()))) {
            Answer answer = client.send("POST", "/logout", null, PortalClient.PATIENCE);
            return answer.isDone() || answer.status() == UNAUTHENTICATED;
        } catch (CommandException e) {
            return false;
        }
    }

    private static PortalCredentials valid(StoredSession session, URI where) {
        if (session.isOver(Instant.now())) {
            throw new CommandException(ExitCodes.REFUSED, Portal.sessionEnded(session.user(), where));
        }
        return PortalCredentials.ofSession(session.user(), session.token());
    }

    private PortalCredentials byPassword(String who, URI where) {
        return PortalCredentials.of(who, password(who, where));
    }

    private Optional<String> named() {
        Optional<String> named = given(access.user, "FTPCLUSTER_USER");
        if (named.filter(who -> who.isBlank() || who.contains(":") || who.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            throw wrong("the user's name has a colon or a character that can't be printed, or is empty");
        }
        return named;
    }

    private boolean isPasswordGiven() {
        return access.passwordFile != null || given(null, "FTPCLUSTER_PASSWORD").isPresent();
    }

    public CommandOutput screen() {
        return new CommandOutput(command.commandLine().getOut(), command.commandLine().getErr(), json);
    }

    public URI where() {
        String text = given(access.url, "FTPCLUSTER_URL").orElse(DEFAULT_URL).replaceFirst("/+$", "");
        try {
            URI where = new URI(text);
            String scheme = String.valueOf(where.getScheme()).toLowerCase(Locale.ROOT);
            if (where.getUserInfo() != null) {
                throw wrong("the portal's URL has a user or a password in it, which others on this machine could read: "
                        + "use --user, and FTPCLUSTER_PASSWORD or --password-file");
            }
            if (where.getHost() == null || where.getQuery() != null || where.getFragment() != null
                    || !(scheme.equals("http") || scheme.equals("https"))) {
                throw wrong("the portal's URL must be like https://portal.example");
            }
            return where;
        } catch (URISyntaxException e) {
            throw new ParameterException(command.commandLine(), "the portal's URL must be like https://portal.example",
                    e);
        }
    }

    private PortalTrust trust() {
        // Either option wins over both variables.
        Optional<String> hash = access.caFile != null
                ? Optional.ofNullable(access.pin)
                : given(access.pin, "FTPCLUSTER_PIN");
        Optional<Path> authorities = access.caFile != null
                ? Optional.of(access.caFile)
                : given(null, "CURL_CA_BUNDLE").map(Path::of);
        try {
            return hash.isPresent() ? PortalTrust.pinned(hash.get()) : PortalTrust.of(authorities);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Secret password(String who, URI where) {
        if (access.passwordFile != null) {
            return SecretInput.firstLine(access.passwordFile, "--password-file");
        }
        String set = System.getenv("FTPCLUSTER_PASSWORD");
        if (set != null && !set.isEmpty()) {
            return new Secret(set);
        }
        boolean readable = where.getScheme().equalsIgnoreCase("http") && !isThisMachine(where.getHost());
        return SecretInput.ask("Password of " + who + " at " + where + (readable ? " (NOT ENCRYPTED)" : ""),
                "set FTPCLUSTER_PASSWORD or --password-file, or log in once by ftpcluster login");
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static Optional<String> given(String option, String variable) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isEmpty()));
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), why);
    }
}
