package io.ftpcluster.master.files.ftp.reply;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.socket.ReplyTooLongException;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.commons.net.MalformedServerReplyException;

/** Failures of one server in words: which server, which step, what it said, and what to try. */
public final class Failures {

    private static final long RETRY_SECONDS = 15;
    private static final Set<String> MAKING = Set.of("STOR", "MKD");
    private static final String NO_REASON = " It gives no reason: its disk may as well be full or out of inodes.";
    private static final Pattern CODE = Pattern.compile("^\\d{3}(?:[ -]|$)");
    private static final Pattern DENIED = Pattern.compile("denied|not allowed|forbidden|not permitted|unauthori[sz]ed");

    private static final String ASK_THE_PORTAL = "Ask the portal's admin: the test of this server says more.";

    private final String alias;
    /** In lower case. */
    private final List<String> secrets;
    private final FtpSecurity security;

    /**
     * What happened and what to try, apart and for admins: the failure's own text is for everybody and keeps back what isn't
     * for all.
     */
    public static final class Explained extends FailureException {

        private final String what;
        private final String remedy;
        private final boolean known;

        private Explained(Failure failure, String what, String remedy, boolean known, Throwable cause) {
            super(failure, cause);
            this.what = what;
            this.remedy = remedy;
            this.known = known;
        }

        public String what() {
            return what;
        }

        public String remedy() {
            return remedy;
        }

        /** Whether the server's own words say what to do. */
        public boolean isKnown() {
            return known;
        }
    }

    public Failures(RemoteLogin login) {
        this.alias = login.alias();
        this.secrets = Stream.of(login.password(), login.ftpAccount())
                .filter(Objects::nonNull)
                .map(secret -> secret.value().toLowerCase(Locale.ROOT))
                .filter(secret -> !secret.isEmpty())
                .toList();
        this.security = login.settings().ftpSecurity();
    }

    public FailureException because(FailureCode code, FtpOperation step, String what, String remedy) {
        return because(code, step, what, remedy, null);
    }

    public FailureException because(FailureCode code, FtpOperation step, String what, String remedy, Throwable cause) {
        return new Explained(failure(code, step, what, remedy), what, remedy, false, cause);
    }

    /**
     * Something that only admins can mend, with a text for the others that keeps back what is for admins.
     *
     * @param toAll what everybody may read of it
     */
    public FailureException forAdmins(FailureCode code, FtpOperation step, String toAll, String what, String remedy,
            Throwable cause) {
        return new Explained(failure(code, step, toAll, ASK_THE_PORTAL), what, remedy, false, cause);
    }

    private Failure failure(FailureCode code, FtpOperation step, String what, String remedy) {
        return Failure.of(code, (alias + ": " + step + " failed: " + what + ". " + remedy).strip());
    }

    public FailureException refused(FtpOperation step, String what, Reply reply, String remedy) {
        return explained(FailureCode.BACKEND_FAILED, step, what, reply, null, remedy);
    }

    /** @param about the path in question, or null */
    private FailureException explained(FailureCode code, FtpOperation step, String what, Reply reply, String about,
            String remedy) {
        String said = what + " (" + quoted(reply) + ")";
        ReplyMeaning meaning = ReplyMeaning.of(step, reply, security, about);
        if (meaning == null) {
            return because(code, step, said, remedy);
        }
        return new Explained(failure(meaning.codeOr(code), step, said, meaning.forUsers()), said, meaning.remedy(),
                true, null);
    }

    /**
     * A refused login. Some servers repeat what was sent, and who uses the login need not know its password: everybody reads
     * the code of an answer to PASS and what it means, and its words only admins, unless the password is among them.
     *
     * @param secretSent whether the reply may repeat the password
     */
    public FailureException loginRefused(String username, Reply reply, boolean secretSent, String remedy) {
        ReplyMeaning meaning = ReplyMeaning.of(FtpOperation.LOGIN, reply, security, null);
        String what = "the server refused the login of '" + Reply.printable(username) + "'";
        String toAll = what + " (" + (secretSent ? reply.code() : quoted(reply)) + ")";
        FailureCode code = meaning == null ? FailureCode.BACKEND_FAILED : meaning.codeOr(FailureCode.BACKEND_FAILED);
        Failure failure = failure(code, FtpOperation.LOGIN, toAll,
                meaning == null ? ASK_THE_PORTAL : meaning.forUsers());
        return new Explained(code == FailureCode.UNAVAILABLE ? failure.retryAfter(RETRY_SECONDS) : failure,
                what + " (" + (secretSent ? quotedWithoutSecret(reply) : quoted(reply)) + ")",
                meaning == null ? remedy : meaning.remedy(), meaning != null, null);
    }

    /** For admins, of a login whose password is the portal's own: what the server said, and what that means if it is known. */
    public FailureException withServersWords(Explained refused) {
        return failure(refused.failure().code(), FtpOperation.LOGIN, refused.what(),
                refused.isKnown() ? refused.remedy() : "").exception();
    }

    private String quotedWithoutSecret(Reply reply) {
        String said = reply.all().toLowerCase(Locale.ROOT);
        return secrets.stream().anyMatch(said::contains)
                ? reply.code() + ", with words that aren't shown as the password is among them"
                : quoted(reply);
    }

    /** The folder that everything of a permission lies in isn't there. */
    public FailureException noRoot(FailureCode code, FtpOperation step, String root, Reply reply) {
        if (root == null) {
            return because(code, step,
                    "the folder where this login lands on the server can't be entered (" + quoted(reply) + ")",
                    "The login may not enter or read the folder where it lands. Give it the right to, on the server.");
        }
        return forAdmins(code, step,
                "the folder that is set for you on this server is missing there, or the login may not enter it",
                "the root folder of this permission, " + Reply.printable(root)
                        + ", is missing on the server, or the login may not enter it (" + quoted(reply) + ")",
                "Make that folder on the server, or correct the root of the permission.", null);
    }

    /** A file or folder that can't be had: FORBIDDEN when the server's words say so, else {@code otherwise}. */
    public FailureException unavailable(FtpOperation step, String path, Reply reply, FailureCode otherwise) {
        FailureCode code = isDenied(reply) ? FailureCode.FORBIDDEN : otherwise;
        String remedy = code == FailureCode.NOT_FOUND
                ? "Check the name; it may have been moved or deleted."
                : "Ask the server's admin for access with this login.";
        return explained(code, step, "the server does not give " + Reply.printable(path), reply, path, remedy);
    }

    /** Whether the server's words say that this login may not. */
    public static boolean isDenied(Reply reply) {
        return DENIED.matcher(words(reply).toLowerCase(Locale.ROOT)).find();
    }

    private static String remedy(FailureCode code, String verb) {
        if (code == FailureCode.FORBIDDEN) {
            return "Ask the server's admin for access with this login.";
        }
        return code == FailureCode.CONFLICT && verb.equals("RMD")
                ? "It is probably not empty: delete what is in it first, or ask for a recursive delete."
                : "Check the name; it may have been moved or deleted.";
    }

    /** A change that the server doesn't make: it can't, may not, or {@code otherwise} when it says 550 or 553. */
    public FailureException unchanged(FtpOperation step, String verb, String path, Reply reply, FailureCode otherwise) {
        if (reply.isUnknownCommand()) {
            return because(FailureCode.UNSUPPORTED, step, "the server can't do " + verb + " (" + quoted(reply) + ")",
                    "Do it another way or ask the server's admin.");
        }
        String what = "the server refuses " + verb + " of " + Reply.printable(path);
        // 450, a file that is busy, is what some say for a folder with something in it, or for nothing.
        boolean busy = reply.code() == 450 && otherwise != FailureCode.FORBIDDEN;
        if (reply.code() != 550 && reply.code() != 553 && !busy && !isDenied(reply)) {
            return explained(FailureCode.BACKEND_FAILED, step, what, reply, path,
                    "Try again, or look at the FTP server's log.");
        }
        FailureCode code = isDenied(reply) ? FailureCode.FORBIDDEN : otherwise;
        // Many have the same words for whatever keeps them from making something.
        String unsaid = code == FailureCode.FORBIDDEN && !isDenied(reply) && MAKING.contains(verb) ? NO_REASON : "";
        return explained(code, step, what, reply, path, remedy(code, verb) + unsaid);
    }

    /** What a server said, for people. */
    public String quoted(Reply reply) {
        // Of a refusal in many lines the last often says least.
        return reply.isRefusal() && reply.lines().size() > 1
                ? Reply.printable(reply.code() + " " + words(reply))
                : reply.shown();
    }

    private static String words(Reply reply) {
        return reply.lines()
                .stream()
                .map(line -> CODE.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }

    FailureException busy(FtpOperation step, Reply reply) {
        ReplyMeaning meaning = ReplyMeaning.of(step, reply, security, null);
        if (meaning == ReplyMeaning.NEEDS_TLS) {
            return refused(step, "the server turned the portal away", reply, "");
        }
        String remedy = "Try again soon, or raise the server's limit of sessions.";
        String what = "the server has no room now (" + quoted(reply) + ")";
        return new Explained(failure(FailureCode.UNAVAILABLE, step, what, remedy).retryAfter(RETRY_SECONDS), what,
                remedy, false, null);
    }

    public FailureException noFreeSession(long waitedSeconds) {
        return Failure
                .of(FailureCode.UNAVAILABLE,
                        alias + ": all sessions of this login are in use; none became free within " + waitedSeconds
                                + " s. Try again soon.")
                .retryAfter(RETRY_SECONDS)
                .exception();
    }

    public FailureException closing() {
        return Failure.of(FailureCode.UNAVAILABLE, "This node of the portal is stopping.").retryAfter(1).exception();
    }

    /** What a broken or silent connection means. */
    public FailureException from(FtpOperation step, IOException cause) {
        if (cause instanceof BusyException busy) {
            return busy(busy.stepOr(step), busy.reply());
        }
        if (isTimeout(cause)) {
            return because(FailureCode.BACKEND_TIMEOUT, step, "no answer in time",
                    "Check that the server runs and that no firewall drops its packets.", cause);
        }
        return because(FailureCode.BACKEND_FAILED, step, words(cause), remedy(step, cause), cause);
    }

    private static boolean isTimeout(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String words(IOException cause) {
        return switch (cause) {
            case UnknownHostException e -> "the host name is not known";
            case NoRouteToHostException e -> "the host cannot be reached";
            case ConnectException e -> "the connection was refused";
            case SSLException e -> "TLS: " + reason(e);
            case MalformedServerReplyException e -> "the answer is not FTP";
            case ReplyTooLongException e -> e.getMessage();
            case UnexpectedReplyException e -> e.getMessage();
            default -> "the connection was lost";
        };
    }

    /** The innermost cause says it best; the outer ones put class names before it. */
    public static String reason(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null && inner.getCause().getMessage() != null) {
            inner = inner.getCause();
        }
        return Reply.printable(String.valueOf(inner.getMessage()));
    }

    private static String remedy(FtpOperation step, IOException cause) {
        return switch (cause) {
            case UnknownHostException e -> "Check the server's host name.";
            case ConnectException e -> "Check that the FTP server runs and that host and port are right.";
            case NoRouteToHostException e -> "Check the network between the portal and the server.";
            case SSLException e -> "Check the server's FTP security and TLS set-up.";
            case MalformedServerReplyException e -> "Check that host, port and FTP security are right.";
            case ReplyTooLongException e -> "Check that host, port and FTP security are right.";
            // Some say nothing when their disk is full: pyftpdlib, when closing the file fails as well.
            default -> "Try again; if it happens often, look at the FTP server's log"
                    + (step == FtpOperation.UPLOAD ? " and disk." : ".");
        };
    }
}
