package io.ftpcluster.master.persistence;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Users.Role;
import java.util.Locale;
import java.util.Optional;

/** What words of the Python version's database mean. Empty: nobody knows. */
final class LegacyValues {

    private static final int FTP_PORT = 21;
    private static final int IMPLICIT_PORT = 990;

    private LegacyValues() {}

    /** Without a word for it somebody is a user, as whoever becomes an admin should be made one by somebody. */
    static Optional<Role> role(Optional<String> given) {
        return switch (word(given)) {
            case "", "user", "member", "0", "false", "f", "no" -> Optional.of(Role.USER);
            case "admin", "administrator", "superuser", "1", "true", "t", "yes" -> Optional.of(Role.ADMIN);
            default -> Optional.empty();
        };
    }

    static boolean isActive(Optional<String> given) {
        return switch (word(given)) {
            case "0", "false", "f", "no" -> false;
            default -> true;
        };
    }

    static Optional<FtpSecurity> security(Optional<String> given) {
        return switch (word(given)) {
            case "", "none", "plain", "ftp", "0", "false", "f", "no" -> Optional.of(FtpSecurity.NONE);
            case "explicit", "tls", "ftpes", "auth_tls", "1", "true", "t", "yes" -> Optional.of(FtpSecurity.EXPLICIT);
            case "implicit", "ftps" -> Optional.of(FtpSecurity.IMPLICIT);
            default -> Optional.empty();
        };
    }

    static Optional<Integer> port(Optional<String> given, FtpSecurity security) {
        String word = word(given);
        if (word.isEmpty()) {
            return Optional.of(security == FtpSecurity.IMPLICIT ? IMPLICIT_PORT : FTP_PORT);
        }
        return word.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(word)) : Optional.empty();
    }

    private static String word(Optional<String> given) {
        return given.orElse("").strip().toLowerCase(Locale.ROOT);
    }
}
