package io.ftpcluster.master.files.ftp.data;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config.ActiveMode;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the portal waits for one data connection of active mode (RFC 959, PORT; RFC 2428, EPRT). Only the host at the
 * other end of the control connection is let in (RFC 2577, 3).
 */
final class ActiveListener implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveListener.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int BACKLOG = 8;
    private static final Duration REASON = Duration.ofSeconds(3);

    private final FtpSession session;
    private final FtpOperation step;
    private final Listener listener;

    /** Takes what comes into sockets of ours. */
    private static final class Listener extends ServerSocket {

        Listener() throws IOException {}

        void acceptInto(BoundedSocket socket) throws IOException {
            implAccept(socket);
            socket.accepted();
        }
    }

    private ActiveListener(FtpSession session, FtpOperation step, Listener listener) {
        this.session = session;
        this.step = step;
        this.listener = listener;
    }

    /** Listens and tells the server where. */
    static ActiveListener open(FtpSession session, FtpOperation step) throws IOException {
        ActiveListener opened = new ActiveListener(session, step, bound(session, step));
        session.data().attach(opened);
        boolean told = false;
        try {
            opened.tell();
            told = true;
            return opened;
        } finally {
            if (!told) {
                opened.close();
            }
        }
    }

    private static Listener bound(FtpSession session, FtpOperation step) throws IOException {
        ActiveMode mode = session.limits().active();
        int count = mode.lastPort() - mode.firstPort() + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            Listener listener = new Listener();
            try {
                listener.bind(new InetSocketAddress(session.localAddress(), mode.firstPort() + (start + i) % count),
                        BACKLOG);
                return listener;
            } catch (BindException e) {
                listener.close();
                LOG.debug("a port for active mode is taken", e);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        }
        throw session.failures()
                .because(FailureCode.UNAVAILABLE, step,
                        "the portal has no free port to be called at (FTPCLUSTER_FTP_ACTIVE_PORTS)",
                        "Try again soon, or give the portal more ports.");
    }

    private void tell() throws IOException {
        InetAddress address = told();
        Reply reply = null;
        if (address instanceof Inet6Address || session.dialect().has("EPRT")) {
            reply = session.command("EPRT", extended(address));
        }
        if (!(address instanceof Inet6Address) && (reply == null || !reply.isPositive())) {
            reply = session.command("PORT", numbers(address));
        }
        if (!reply.isPositive()) {
            throw session.failures()
                    .refused(step, "the server refuses active mode", reply,
                            "Allow it on the server (vsftpd: port_enable=YES), or set data_mode to auto.");
        }
    }

    /** What the server is to call: behind NAT not what the portal sees of itself. */
    private InetAddress told() {
        InetAddress own = session.localAddress();
        InetAddress outside = session.limits().active().address();
        return outside != null && outside.getClass() == own.getClass() ? outside : own;
    }

    private String extended(InetAddress address) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        return "|" + (address instanceof Inet6Address ? 2 : 1) + "|" + host + "|" + listener.getLocalPort() + "|";
    }

    private String numbers(InetAddress address) {
        int port = listener.getLocalPort();
        return address.getHostAddress().replace('.', ',') + "," + port / 256 + "," + port % 256;
    }

    /** Where the server is to call. */
    String place() {
        return told().getHostAddress() + " port " + listener.getLocalPort();
    }

    /** Waits for the server, which has agreed to the command, and listens no longer. */
    BoundedSocket accept(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (this) {
            boolean answered = false;
            while (true) {
                BoundedSocket socket = next(limit, answered ? deadline(LOOK, deadline) : deadline);
                if (socket != null) {
                    return socket;
                }
                if (answered || System.nanoTime() - deadline >= 0) {
                    throw nobodyCame(answered);
                }
                // Whoever says the last word of a transfer has called before it or never will.
                answered = session.hasUnread();
            }
        } catch (SocketException e) {
            throw session.failures().because(FailureCode.BACKEND_FAILED, step, "the wait for the server's call was ended",
                    "Try again.", e);
        }
    }

    private static long deadline(Duration most, long deadline) {
        long soon = System.nanoTime() + most.toNanos();
        return soon - deadline < 0 ? soon : deadline;
    }

    /** Null when the right one hasn't called for a moment. */
    private BoundedSocket next(Duration limit, long deadline) throws IOException {
        long left = Math.min(deadline - System.nanoTime(), LOOK.toNanos());
        listener.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        BoundedSocket socket = session.dataSocket(limit);
        boolean taken = false;
        try {
            listener.acceptInto(socket);
            taken = socket.getInetAddress().equals(session.peer());
            if (!taken) {
                LOG.warn("{}: somebody else called the port of a data connection and was hung up on: {}",
                        session.login().alias(), socket.getInetAddress().getHostAddress());
            }
            return taken ? socket : null;
        } catch (SocketTimeoutException e) {
            return null;
        } finally {
            if (!taken) {
                BoundedSocket.closeQuietly(socket);
            }
        }
    }

    private FailureException nobodyCame(boolean answered) throws IOException {
        String what = "the server did not call the portal at " + place();
        String remedy = "Let the server reach the portal there (FTPCLUSTER_FTP_ACTIVE_PORTS, _ADDRESS), or set data_mode to"
                + " auto.";
        if (answered) {
            return session.failures().refused(step, what, session.awaitReply(REASON), remedy);
        }
        return session.failures().because(FailureCode.BACKEND_TIMEOUT, step, what, remedy);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("a listener did not close in order", e);
        }
    }
}
