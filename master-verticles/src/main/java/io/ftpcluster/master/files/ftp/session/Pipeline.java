package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.reply.ReplyOrder;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several commands in one write, then their replies in order: one round trip instead of one each. Only for servers that
 * have shown that they stand it: RFC 959 knows nothing of it, and some daemons throw away what follows the first line
 * that they read, or answer it too late.
 */
public final class Pipeline {

    private final FtpSession session;
    private final StringBuilder lines = new StringBuilder();
    private final List<String> verbs = new ArrayList<>();

    public Pipeline(FtpSession session) {
        this.session = session;
    }

    public Pipeline add(String verb) {
        return add(verb, verb, "");
    }

    public Pipeline add(String verb, String argument) {
        return add(verb, verb + " ", session.dialect().encode(verb, argument));
    }

    private Pipeline add(String verb, String before, String argument) {
        lines.append(before).append(argument).append("\r\n");
        verbs.add(verb);
        return this;
    }

    /** One reply for each command, in their order. When one is missing the state of the session is in doubt. */
    public List<Reply> send() throws IOException {
        try {
            return send(session.limits().reply());
        } catch (SocketTimeoutException e) {
            // Slow or a server that can't; asking one by one works with both.
            session.capabilities().learnedPipelining(false);
            throw e;
        }
    }

    private List<Reply> send(Duration limit) throws IOException {
        boolean whole = false;
        long begun = System.nanoTime();
        TraceSpan span = RequestContext.current()
                .trace()
                .begin("FTP", String.join(", ", verbs))
                .with("ftpcluster.server", session.login().alias());
        try {
            boolean first = session.isUnproven();
            session.send(lines.toString());
            List<Reply> replies = new ArrayList<>(verbs.size());
            for (String verb : verbs) {
                replies.add(session.awaitReply(limit, verb, first && replies.isEmpty()));
            }
            boolean proven = ReplyOrder.isProof(verbs.getFirst(), replies.getFirst().code());
            if (first && !proven && !replies.getLast().isPreliminary()) {
                session.prove();
            }
            session.answeredAll();
            whole = true;
            span.with("ftp.reply_code", replies.getLast().code());
            return replies;
        } catch (IOException e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
            session.slowLog().over(begun, "FTP " + String.join(", ", verbs) + " at", session.login().alias());
            if (!whole) {
                session.doubt(true);
            }
        }
    }

    /** Finds out with two harmless commands, whose answers can't be taken for each other. */
    public static void tryOut(FtpSession session, Duration limit) throws IOException {
        boolean able = false;
        try {
            List<Reply> replies = new Pipeline(session).add("TYPE", "I").add("PWD").send(limit);
            able = replies.get(0).isPositive() && replies.get(0).code() != 257 && replies.get(1).code() == 257;
        } finally {
            session.capabilities().learnedPipelining(able);
            if (!able) {
                session.doubt(true);
            }
        }
    }
}
