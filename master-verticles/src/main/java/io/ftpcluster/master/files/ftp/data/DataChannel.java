package io.ftpcluster.master.files.ftp.data;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.reply.ReplyOrder;
import io.ftpcluster.master.files.ftp.reply.UnexpectedReplyException;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.KeepAlive;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.Relay;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data connection. A passive one is made before the command is sent; in active mode the server makes it when it has
 * agreed. TLS comes on it only then too: one that refuses never shakes hands, and waiting for it would hang.
 */
public final class DataChannel implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(DataChannel.class);
    private static final int ANNOUNCED = 3;
    private static final Duration REASON = Duration.ofSeconds(3);

    private final FtpSession session;
    private final FtpOperation step;
    private final ActiveListener listener;
    private volatile BoundedSocket plain;
    private Socket socket;
    private byte[] received = new byte[0];
    private volatile KeepAlive.Saying keepAlive;
    private volatile boolean closed;

    /**
     * @param plain null: the server is to call
     * @param listener null: the connection stands
     */
    private DataChannel(FtpSession session, FtpOperation step, BoundedSocket plain, ActiveListener listener) {
        this.session = session;
        this.step = step;
        this.listener = listener;
        this.plain = plain;
        this.socket = plain;
        // Whatever goes wrong from here on, nobody knows what the server still has to say.
        session.doubt(true);
    }

    /** As below, for a connection that no command will use. */
    public static DataChannel connect(FtpSession session, FtpOperation step) throws IOException {
        if (session.isActive()) {
            return new DataChannel(session, step, null, ActiveListener.open(session, step));
        }
        BoundedSocket ahead = session.data().takeAhead();
        BoundedSocket plain = ahead == null
                ? new PassivePort(session, step, session.limits().reply()).connect(session.limits().connect())
                : ahead;
        return new DataChannel(session, step, plain, null);
    }

    /**
     * Takes the connection that was made ahead, or makes one. The session is in doubt until {@link #finish}.
     *
     * @param argument of the command that is to use it, or null; servers of many hosts want to know both before (PRET)
     */
    public static DataChannel connect(FtpSession session, FtpOperation step, String verb, String argument)
            throws IOException {
        if (session.dialect().has("PRET")) {
            // A server that refuses refuses the command itself too, and with better words.
            session.command("PRET", argument == null ? verb : verb + " " + argument);
        }
        return connect(session, step);
    }

    /** Connects to a port of the server that the session talks to. */
    static BoundedSocket dial(FtpSession session, FtpOperation step, int port, Duration limit) throws IOException {
        boolean doubted = !session.isReusable();
        session.doubt(true);
        BoundedSocket plain = session.dataSocket(limit);
        session.data().attach(plain);
        try {
            // The address in the reply is ignored: it may be private, or somebody else's.
            plain.connect(new InetSocketAddress(session.peer(), port), (int) limit.toMillis());
            session.doubt(doubted);
            return plain;
        } catch (IOException e) {
            BoundedSocket.closeQuietly(plain);
            throw session.failures()
                    .because(
                            e instanceof SocketTimeoutException
                                    ? FailureCode.BACKEND_TIMEOUT
                                    : FailureCode.BACKEND_FAILED,
                            step, "no data connection to port " + port,
                            "Open the server's passive ports" + known(session) + " in its firewall and the portal's.",
                            e);
        }
    }

    private static String known(FtpSession session) {
        String ports = session.login().settings().ftpPassivePorts();
        return ports == null ? "" : ", " + ports + ",";
    }

    /**
     * Sends the command that uses this connection; true when the server agreed and bytes can flow.
     *
     * @return the server's answer: preliminary, or a refusal after which the session is fine again
     */
    public Reply begin(String verb, String argument) throws IOException {
        return begun(argument == null ? session.command(verb) : session.command(verb, argument));
    }

    /** As {@link #begin}, when the command has been answered already. */
    public Reply begun(Reply reply) throws IOException {
        if (reply.isPreliminary()) {
            awaitCall();
            secure();
            plain.allowPauses(session.limits().stall());
            keepAlive = session.keepAlive().begin();
        } else {
            session.doubt(!reply.isRefusal());
        }
        return reply;
    }

    private void awaitCall() throws IOException {
        if (listener == null) {
            return;
        }
        BoundedSocket called = listener.accept(session.limits().connect());
        plain = called;
        socket = called;
        session.data().attach(called);
        if (closed) {
            BoundedSocket.closeQuietly(called);
        }
    }

    private void secure() throws IOException {
        if (session.tls() == null) {
            return;
        }
        // It says little things, at its start and end, that would each wait for the peer to confirm the one before.
        plain.setTcpNoDelay(true);
        plain.allow(session.limits().connect(), Long.MAX_VALUE);
        try {
            plain.readAhead();
            session.observer().securingData();
            SSLSocket secured = session.tls().secure(plain, session.login().settings().ftpPort());
            session.observer().securedData(secured.getSession());
            socket = secured;
        } catch (IOException e) {
            BoundedSocket.closeQuietly(plain);
            throw tlsFailure(e);
        }
    }

    /** Servers that refuse a data connection's TLS often say why on the control channel. */
    private FailureException tlsFailure(IOException cause) {
        if (session.tls().hasRefused()) {
            return session.tls().failure(session.failures(), cause);
        }
        try {
            Reply reason = session.awaitReply(REASON);
            return session.failures()
                    .refused(step, "TLS on the data connection failed", reason, "Check the server's TLS set-up.");
        } catch (IOException e) {
            cause.addSuppressed(e);
            return session.tls().failure(session.failures(), cause);
        }
    }

    /** False in active mode until the server has called. */
    public boolean isConnected() {
        return plain != null;
    }

    /** How far it is, for people. */
    public String described() {
        return plain == null
                ? "The server is to call " + listener.place()
                : "Dialled " + plain.getInetAddress().getHostAddress() + " port " + plain.getPort() + " and connected";
    }

    /** For reading within a total time too. */
    public void limit(Duration total) {
        plain.allow(total, session.limits().stall(), Long.MAX_VALUE);
    }

    /** Whether the bytes on the wire are the file's own. */
    public boolean isPlain() {
        return socket == plain;
    }

    public Descriptor duplicate(Relay relay) throws IOException {
        return plain.duplicate(relay);
    }

    /** How many bytes the server has acknowledged, or less than zero when nobody tells. */
    public long acknowledged(Relay relay) {
        return plain.acknowledged(relay);
    }

    public InputStream input() throws IOException {
        InputStream rest = socket.getInputStream();
        return received.length == 0 ? rest : new SequenceInputStream(new ByteArrayInputStream(received), rest);
    }

    /** Whether so many bytes come in that time. What has come is given out by {@link #input} in either case. */
    public boolean receive(int count, Duration patience) {
        byte[] bytes = new byte[count];
        int so = 0;
        plain.allowBriefly(patience, patience, Long.MAX_VALUE);
        try {
            InputStream rest = socket.getInputStream();
            for (int more = 0; more >= 0 && so < count; more = rest.read(bytes, so, count - so)) {
                so += more;
            }
        } catch (IOException e) {
            // Whoever reads on finds it again, and knows what to say.
            LOG.debug("{} of {} bytes came at once", so, count, e);
        }
        plain.allowPauses(session.limits().stall());
        received = so == count ? bytes : Arrays.copyOf(bytes, so);
        return so == count;
    }

    /** Whether bytes have arrived that {@link #input} hasn't given out. */
    public boolean hasReadAhead() {
        return plain.hasReadAhead();
    }

    /** After the last byte: whether the server has said that it is the last. Without TLS there is no such word. */
    public boolean isEndProven() {
        return session.tls() == null || !plain.hasEnded();
    }

    public OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    /**
     * After the last byte: closes and waits for the server's word on the transfer. Only a good one makes the session
     * fine again: servers send one or two replies after trouble.
     */
    public Reply finish() throws IOException {
        BoundedSocket.closeQuietly(socket);
        return finished(lastWord(session.awaitReply()));
    }

    /** The last byte was sent. TLS says so to the server, which blocks while the server takes nothing. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * As {@link #finish} after sending. The server must see an end in order: TLS's goodbye, then TCP's; a socket that is
     * closed while the server's tickets lie unread resets the connection, and the server loses what it has not read.
     *
     * @param lastSign when the server was seen to take something: what is in the system's buffers has to arrive first
     */
    public Reply finishSending(LongSupplier lastSign) throws IOException {
        if (session.tls() != null) {
            awaitEnd(lastSign);
            BoundedSocket.closeQuietly(socket);
        }
        Reply reply = session.awaitReply(session.limits().reply().plus(session.limits().stall()), lastSign);
        // Not before: a closed socket doesn't tell what the server takes.
        BoundedSocket.closeQuietly(socket);
        return finished(lastWord(reply));
    }

    /** Some announce a transfer twice. */
    private Reply lastWord(Reply first) throws IOException {
        Reply reply = first;
        for (int i = 0; i < ANNOUNCED && reply.isPreliminary(); i++) {
            session.spoil();
            reply = session.awaitReply();
        }
        if (!ReplyOrder.fits(ReplyOrder.TRANSFER, reply.code())) {
            session.spoil();
            throw new UnexpectedReplyException("the transfer", reply);
        }
        return reply;
    }

    private Reply finished(Reply reply) {
        endNoops();
        session.doubt(!reply.isPositive());
        if (reply.isPositive()) {
            session.data().transferred();
            session.late().transferred();
            session.keepAlive().settle();
        }
        return reply;
    }

    private void endNoops() {
        KeepAlive.Saying saying = keepAlive;
        if (saying != null) {
            saying.close();
        }
    }

    private void awaitEnd(LongSupplier lastSign) {
        plain.allow(session.limits().stall(), Long.MAX_VALUE, lastSign);
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The reply on the control channel tells whether all is well.
            LOG.debug("the data connection did not end in order", e);
        }
    }

    /** Ends at once, from any thread, so that the server sees that the bytes are not whole. */
    public void reset() {
        BoundedSocket connected = plain;
        if (connected != null) {
            try {
                connected.setSoLinger(true, 0);
            } catch (IOException e) {
                LOG.debug("the data connection was closed already", e);
            }
        }
        close();
    }

    /** Closes at once, from any thread; never waits for TLS. */
    @Override
    public void close() {
        endNoops();
        closed = true;
        if (listener != null) {
            listener.close();
        }
        BoundedSocket connected = plain;
        if (connected != null) {
            BoundedSocket.closeQuietly(connected);
        }
    }
}
