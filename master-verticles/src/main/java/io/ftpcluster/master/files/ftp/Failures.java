package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.commons.net.MalformedServerReplyException;

/** Failures of one server in words: which server, which step, what it said, and what to try. */
final class Failures {

    private static final long RETRY_SECONDS = 15;
    private static final Pattern DENIED = Pattern.compile("denied|not allowed|forbidden|not permitted|unauthori[sz]ed");

    private final String alias;
    private final String password;

    /** Keeps what happened and what to try apart, for whoever shows them apart. */
    static final class Explained extends FailureException {

        private final String what;
        private final String remedy;

        private Explained(Failure failure, String what, String remedy, Throwable cause) {
            super(failure, cause);
            this.what = what;
            this.remedy = remedy;
        }

        String what() {
            return what;
        }

        String remedy() {
            return remedy;
        }
    }

    Failures(Account account) {
        this.alias = account.alias();
        this.password = account.password().value();
    }

    FailureException because(FailureCode code, Step step, String what, String remedy) {
        return because(code, step, what, remedy, null);
    }

    FailureException because(FailureCode code, Step step, String what, String remedy, Throwable cause) {
        return new Explained(Failure.of(code, alias + ": " + step + " failed: " + what + ". " + remedy), what, remedy,
                cause);
    }

    FailureException refused(Step step, String what, Reply reply, String remedy) {
        return because(FailureCode.BACKEND_FAILED, step, what + " (" + quoted(reply) + ")", remedy);
    }

    /** A file or folder that can't be had: FORBIDDEN when the server's words say so, else {@code otherwise}. */
    FailureException unavailable(Step step, String path, Reply reply, FailureCode otherwise) {
        FailureCode code = isDenied(reply) ? FailureCode.FORBIDDEN : otherwise;
        String remedy = code == FailureCode.NOT_FOUND
                ? "Check the name; it may have been moved or deleted."
                : "Ask the server's admin for access with this login.";
        return because(code, step, "the server does not give " + Reply.printable(path) + " (" + quoted(reply) + ")",
                remedy);
    }

    /** Whether the server's words say that this login may not. */
    static boolean isDenied(Reply reply) {
        return DENIED.matcher(reply.text().toLowerCase(Locale.ROOT)).find();
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
    FailureException unchanged(Step step, String verb, String path, Reply reply, FailureCode otherwise) {
        if (reply.isUnknownCommand()) {
            return because(FailureCode.UNSUPPORTED, step, "the server can't do " + verb + " (" + quoted(reply) + ")",
                    "Do it another way or ask the server's admin.");
        }
        // 450, a file that is busy, is what some say for a folder with something in it, or for nothing.
        boolean busy = reply.code() == 450 && otherwise != FailureCode.FORBIDDEN;
        if (reply.code() != 550 && reply.code() != 553 && !busy && !isDenied(reply)) {
            return refused(step, "the server refuses " + verb + " of " + Reply.printable(path), reply,
                    "Try again, or look at the FTP server's log.");
        }
        FailureCode code = isDenied(reply) ? FailureCode.FORBIDDEN : otherwise;
        String remedy = remedy(code, verb);
        return because(code, step,
                "the server refuses " + verb + " of " + Reply.printable(path) + " (" + quoted(reply) + ")", remedy);
    }

    /** A server that echoes the password must not make us show it. */
    String quoted(Reply reply) {
        return hide(reply.shown());
    }

    /** The same for other texts that a server chose. */
    String hide(String text) {
        return password.isEmpty() ? text : text.replace(password, "***");
    }

    FailureException busy(Step step, Reply reply) {
        String what = "the server has no room now (" + quoted(reply) + ")";
        String remedy = "Try again soon, or raise the server's limit of sessions.";
        Failure failure = Failure.of(FailureCode.UNAVAILABLE, alias + ": " + step + " failed: " + what + ". " + remedy);
        return new Explained(failure.retryAfter(RETRY_SECONDS), what, remedy, null);
    }

    FailureException noFreeSession(long waitedSeconds) {
        return Failure
                .of(FailureCode.UNAVAILABLE, alias + ": all sessions of this login are in use; none became free within "
                        + waitedSeconds + " s. Try again soon.")
                .retryAfter(RETRY_SECONDS).exception();
    }

    FailureException closing() {
        return Failure.of(FailureCode.UNAVAILABLE, "This node of the portal is stopping.").retryAfter(1).exception();
    }

    /** What a broken or silent connection means. */
    FailureException from(Step step, IOException cause) {
        if (cause instanceof BusyException busy) {
            return busy(busy.stepOr(step), busy.reply());
        }
        if (isTimeout(cause)) {
            return because(FailureCode.BACKEND_TIMEOUT, step, "no answer in time",
                    "Check that the server runs and that no firewall drops its packets.", cause);
        }
        return because(FailureCode.BACKEND_FAILED, step, words(cause), remedy(cause), cause);
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
    static String reason(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null && inner.getCause().getMessage() != null) {
            inner = inner.getCause();
        }
        return Reply.printable(String.valueOf(inner.getMessage()));
    }

    private static String remedy(IOException cause) {
        return switch (cause) {
            case UnknownHostException e -> "Check the server's host name.";
            case ConnectException e -> "Check that the FTP server runs and that host and port are right.";
            case NoRouteToHostException e -> "Check the network between the portal and the server.";
            case SSLException e -> "Check the server's FTP security and TLS set-up.";
            case MalformedServerReplyException e -> "Check that host, port and FTP security are right.";
            case ReplyTooLongException e -> "Check that host, port and FTP security are right.";
            default -> "Try again; if it happens often, look at the FTP server's log.";
        };
    }
}
