package io.ftpcluster.master.cli.fleet;

import static io.ftpcluster.master.cli.fleet.Field.choice;
import static io.ftpcluster.master.cli.fleet.Field.choices;
import static io.ftpcluster.master.cli.fleet.Field.flag;
import static io.ftpcluster.master.cli.fleet.Field.identifier;
import static io.ftpcluster.master.cli.fleet.Field.number;
import static io.ftpcluster.master.cli.fleet.Field.numberOrNone;
import static io.ftpcluster.master.cli.fleet.Field.secret;
import static io.ftpcluster.master.cli.fleet.Field.text;
import static io.ftpcluster.master.cli.fleet.Field.textOrNone;

import java.util.List;

/** What may be said of the objects of each kind, first the names by which one is told from the others. */
final class Fields {

    private static final List<Field> OF_SERVERS = List.of(identifier("alias", "Its name in paths."),
            text("host", 253, "Name or IP address; needed for a new one."),
            number("ftp_port", 1, 65535, "Of a new one: 21, or 990 with implicit TLS."),
            choice("ftp_security", List.of("none", "explicit", "implicit"),
                    "How the control channel is protected; of a new one: explicit."),
            textOrNone("tls_fingerprint", 128,
                    "SHA-256 of the certificate in hex, trusted in place of a CA; null: the system's CAs decide."),
            text("encoding", 64, "Charset of names, where it isn't UTF-8; auto: UTF-8."),
            textOrNone("admin_user", 64, "Who may log in there to install things; null: nobody."),
            numberOrNone("telemetry_seconds", 1, 3600,
                    "Seconds between two measurements of its agent; null: the portal's usual."),
            choice("data_mode", List.of("auto", "epsv", "pasv", "active"),
                    "How data connections are opened; of a new one: auto."),
            choice("upload_mode", List.of("atomic", "direct"),
                    "Uploads under a temporary name, or straight under the final one; of a new one: atomic."),
            textOrNone("probe_username", 128,
                    "Whom the portal logs in as when it tries the server; null: it doesn't log in."),
            secret("probe_password", "Of probe_username."),
            textOrNone("ftp_passive_ports", 11, "The passive ports of its FTP daemon, as 50000-50099; null: unknown."));

    private static final List<Field> OF_USERS = List.of(identifier("username", "A path segment too."),
            choice("role", List.of("admin", "user"),
                    "What the account may do; an admin manages everything. Of a new one: user."),
            secret("password", "For a new one, and with --update-secrets."));

    private static final List<Field> OF_LOGINS = List.of(identifier("server", "The server's alias."),
            identifier("name", "By which permissions refer to it."),
            text("ftp_username", 128, "The login on the server."), secret("user_pass", "Its password."),
            secret("ftp_account", "What ACCT says on the few servers that ask for an account."));

    private static final List<Field> OF_PERMISSIONS = List.of(identifier("user", "The user's name."),
            identifier("server", "The server's alias."),
            identifier("login", "A stored login of the server, in place of one of its own."),
            flag("managed",
                    "Whether the login is an account that the portal has the server's agent make. Of a new one:"
                            + " unless there is a login or a user_pass."),
            text("ftp_username", 128, "The login on the server, or how the account is called that is made there."),
            secret("user_pass", "The login's password."),
            secret("ftp_account", "What ACCT says on the few servers that ask for an account."),
            choices("rights", List.of("list", "download", "upload", "overwrite", "delete", "rename", "mkdir"),
                    "Of a new one: all."),
            textOrNone("root", 4096,
                    "Absolute folder on the server that the user sees as the top; null: where the login lands."),
            numberOrNone("quota_bytes", 1, 1L << 60,
                    "What the account that is made may store; null: as much as fits."));

    private Fields() {}

    static List<Field> of(Kind kind) {
        return switch (kind) {
            case SERVER -> OF_SERVERS;
            case USER -> OF_USERS;
            case LOGIN -> OF_LOGINS;
            case PERMISSION -> OF_PERMISSIONS;
        };
    }
}
