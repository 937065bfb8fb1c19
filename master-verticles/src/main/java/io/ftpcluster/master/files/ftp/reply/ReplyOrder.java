package io.ftpcluster.master.files.ftp.reply;

import java.util.Set;

/**
 * Which replies can't be the answer to which commands (RFC 959, 5.4; 2228; 2389; 2428; 3659). One that can't shows that
 * the server has said something unasked, and that all answers after it are one behind.
 */
public final class ReplyOrder {

    /** The last word of a transfer, for {@link #fits}. */
    public static final String TRANSFER = "RETR";

    private static final Set<String> TRANSFERS = Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");
    private static final Set<String> LOGINS = Set.of("USER", "PASS", "ACCT", "AUTH");

    private ReplyOrder() {}

    /** What isn't standard fits anything: servers use codes as they like, and only the plain cases prove something. */
    public static boolean fits(String verb, int code) {
        return switch (code / 100) {
            case 1 -> TRANSFERS.contains(verb);
            case 3 -> code == 350
                    ? verb.equals("REST") || verb.equals("RNFR")
                    : LOGINS.contains(verb) || verb.equals("REST") || verb.equals("RNFR");
            case 2 -> fitsDone(verb, code);
            default -> true;
        };
    }

    /** Whether nothing must be asked to see that a fitting answer is the command's own: what hangs on it, or its code tells. */
    public static boolean isProof(String verb, int code) {
        return switch (verb) {
            case "SIZE", "MDTM" -> code == 213;
            case "DELE", "RMD", "MKD", "RNTO" -> false;
            default -> code / 100 < 4;
        };
    }

    private static boolean fitsDone(String verb, int code) {
        return switch (code) {
            case 211, 212, 214, 215 -> !TRANSFERS.contains(verb) && !verb.equals("SIZE") && !verb.equals("MDTM")
                    && !verb.equals("PASV") && !verb.equals("EPSV") && !isChange(verb);
            case 213 -> !TRANSFERS.contains(verb) && !verb.equals("CWD") && !verb.equals("PASV") && !verb.equals("EPSV")
                    && !verb.equals("TYPE") && !verb.equals("NOOP") && !isChange(verb);
            case 220 -> false;
            case 221 -> verb.equals("QUIT");
            case 225, 226 -> TRANSFERS.contains(verb) || verb.equals("ABOR");
            case 227, 228, 229 -> verb.equals("PASV") || verb.equals("EPSV");
            case 230, 231, 232, 234 -> LOGINS.contains(verb);
            case 257 -> verb.equals("PWD") || verb.equals("MKD") || verb.equals("CWD");
            default -> true;
        };
    }

    private static boolean isChange(String verb) {
        return switch (verb) {
            case "DELE", "RMD", "MKD", "RNFR", "RNTO", "REST" -> true;
            default -> false;
        };
    }
}
