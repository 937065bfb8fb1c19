package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the server waits for the next data connection: EPSV, and PASV where the server doesn't know that. */
final class PassivePort {

    /** RFC 2428: the same delimiter three times, the port, the delimiter. */
    private static final Pattern EPSV = Pattern.compile("\\((.)\\1\\1(\\d{1,5})\\1\\)");
    /** RFC 959: four numbers of an address and two of a port, with or without brackets. */
    private static final Pattern PASV = Pattern.compile("\\d{1,3},\\d{1,3},\\d{1,3},\\d{1,3},(\\d{1,3}),(\\d{1,3})");

    private final FtpSession session;
    private final Step step;
    private final Duration limit;

    /** @param limit for each answer */
    PassivePort(FtpSession session, Step step, Duration limit) {
        this.session = session;
        this.step = step;
        this.limit = limit;
    }

    /** Asks; when the server has none left because idle sessions hold them, those go and it is asked once more. */
    int ask() throws IOException {
        try {
            return askOnce();
        } catch (FailureException e) {
            if (!session.isReusable() || !session.traits().relieve()) {
                throw e;
            }
            return askOnce();
        }
    }

    int askOnce() throws IOException {
        if (!session.isEpsvRefused()) {
            Reply reply = session.command(limit, "EPSV");
            Matcher matcher = EPSV.matcher(reply.text());
            if (reply.code() == 229 && matcher.find()) {
                return checked(reply, Integer.parseInt(matcher.group(2)));
            }
            if (!reply.isUnsupported() && reply.code() != 522) {
                throw noPort(reply);
            }
            session.refuseEpsv();
        }
        Reply reply = session.command(limit, "PASV");
        Matcher matcher = PASV.matcher(reply.text());
        if (reply.code() != 227 || !matcher.find()) {
            throw noPort(reply);
        }
        return checked(reply, Integer.parseInt(matcher.group(1)) * 256 + Integer.parseInt(matcher.group(2)));
    }

    private int checked(Reply reply, int port) {
        if (port < 1 || port > 65535) {
            throw noPort(reply);
        }
        return port;
    }

    private FailureException noPort(Reply reply) {
        return session.failures().refused(step, "the server offers no passive data connection", reply,
                "Allow passive mode on the server.");
    }
}
