package io.ftpcluster.master.files.ftp.data;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.PassiveReply;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.PassiveMode;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.messages.Servers.DataMode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Passive data connections: EPSV, and PASV where that is refused, answered strangely, or names a port that can't be
 * reached. What worked is remembered for the server, so that only the first one loses time.
 */
public final class PassivePort {

    private final FtpSession session;
    private final FtpOperation step;
    private final Duration limit;
    private boolean notKnown;

    /** @param limit for each answer */
    PassivePort(FtpSession session, FtpOperation step, Duration limit) {
        this.session = session;
        this.step = step;
        this.limit = limit;
    }

    /**
     * Asks for a port and connects to it. When the server has none left because idle sessions hold them, those go and it is
     * asked once more.
     *
     * @param most until the connection stands, whichever way
     */
    BoundedSocket connect(Duration most) throws IOException {
        try {
            return connectOnce(most);
        } catch (FailureException e) {
            if (!session.isReusable() || !session.capabilities().relieve()) {
                throw e;
            }
            return connectOnce(most);
        }
    }

    /** As {@link #connect}, by the way that worked last and no other. */
    BoundedSocket connectAgain(Duration most) throws IOException {
        PassiveMode way = ways(session.capabilities().prefersPasv()).getFirst();
        return DataChannel.dial(session, step, ask(way), most);
    }

    private BoundedSocket connectOnce(Duration most) throws IOException {
        List<PassiveMode> ways = ways(session.capabilities().asksPasvFirst());
        PassiveMode first = ways.getFirst();
        if (ways.size() == 1) {
            return DataChannel.dial(session, step, ask(first), most);
        }
        long deadline = System.nanoTime() + most.toNanos();
        try {
            // A firewall that drops packets must leave time for the other way.
            return tryFirst(first, most.dividedBy(2));
        } catch (SocketTimeoutException e) {
            // This session is lost; the next one asks the other way first.
            session.capabilities().learned(ways.getLast());
            throw e;
        } catch (FailureException e) {
            return trySecond(ways.getLast(), deadline, e, notKnown);
        }
    }

    private BoundedSocket tryFirst(PassiveMode way, Duration share) throws IOException {
        boolean doubted = !session.isReusable();
        try {
            return DataChannel.dial(session, step, ask(way), share);
        } catch (FailureException e) {
            // The next port takes the place of one that couldn't be reached.
            session.doubt(doubted);
            throw e;
        }
    }

    /** @param unknown whether the server doesn't know the first way, so that its words on this one tell more */
    private BoundedSocket trySecond(PassiveMode way, long deadline, FailureException before, boolean unknown)
            throws IOException {
        Duration left = Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline - System.nanoTime()));
        try {
            BoundedSocket connected = DataChannel.dial(session, step, ask(way), left);
            session.capabilities().learned(way);
            return connected;
        } catch (FailureException e) {
            FailureException told = unknown ? e : before;
            told.addSuppressed(told == e ? before : e);
            throw told;
        }
    }

    private List<PassiveMode> ways(boolean pasvFirst) {
        DataMode mode = session.login().settings().dataMode();
        // PASV's numbers have no room for an address of IPv6, and servers there say so in many ways.
        if (mode == DataMode.EPSV || !(session.peer() instanceof Inet4Address)) {
            return List.of(PassiveMode.EPSV);
        }
        if (mode == DataMode.PASV) {
            return List.of(PassiveMode.PASV);
        }
        return pasvFirst ? List.of(PassiveMode.PASV, PassiveMode.EPSV) : List.of(PassiveMode.EPSV, PassiveMode.PASV);
    }

    private int ask(PassiveMode way) throws IOException {
        Reply reply = session.command(limit, way.name());
        OptionalInt port = PassiveReply.port(reply);
        if (port.isPresent()) {
            return port.getAsInt();
        }
        notKnown = reply.isUnsupported() || reply.code() == 522;
        throw session.failures()
                .refused(step, "the server offers no passive data connection", reply,
                        "Allow passive mode on the server.");
    }
}
