package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.commons.net.MalformedServerReplyException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One logged-in control channel. Used by one thread at a time; only {@link #close} may come from another. An
 * {@link IOException} means that the channel is lost; a session that is not {@link #isReusable} must not be kept.
 */
final class FtpSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FtpSession.class);
    private static final long REPLY_BYTES = 64 * 1024;
    /** Longer than any answer takes within a building. */
    private static final long FAR = TimeUnit.MILLISECONDS.toNanos(5);
    private final Account account;
    private final Dialect dialect;
    private final Config.Ftp limits;
    private final Control control;
    private final BoundedSocket socket;
    private final Tls tls;
    private final ServerTraits traits;
    private final DataSlot data = new DataSlot();
    private final Failures failures;
    private final Noops noops;
    private final LateReplies late = new LateReplies();
    private final LateReplies.Source replies = new LateReplies.Source() {
        @Override
        public Reply next(Duration limit) throws IOException {
            return awaitReply(limit);
        }

        @Override
        public boolean hasMore() throws IOException {
            return hasUnread();
        }
    };
    private Witness witness = Witness.NOBODY;
    private boolean epsvRefused;
    private Boolean renames;
    private boolean inDoubt;
    private boolean answered;
    private long quickest = Long.MAX_VALUE;
    private long lastUsed = System.nanoTime();

    /** Something that ends with a reply having been read. */
    interface Exchange {
        void run() throws IOException;
    }

    FtpSession(Account account, Config.Ftp limits, Control control, BoundedSocket socket, Tls tls,
            ServerTraits traits) {
        this.account = account;
        this.dialect = new Dialect(account);
        this.limits = limits;
        this.control = control;
        this.socket = socket;
        this.tls = tls;
        this.traits = traits;
        this.failures = new Failures(account);
        this.noops = new Noops(control, socket, limits.noop());
    }

    /** From now on it is told what the server says. */
    void watchedBy(Witness other) {
        witness = other;
    }

    Witness witness() {
        return witness;
    }

    /** Connects, within what the socket was allowed before. */
    Reply greet(Exchange connect) throws IOException {
        return reply(connect);
    }

    Reply command(String verb) throws IOException {
        return command(limits.reply(), verb);
    }

    /** With another patience than usual. */
    Reply command(Duration limit, String verb) throws IOException {
        return late.skip(verb, timed(limit, () -> control.client().sendCommand(verb)), limit, replies);
    }

    Reply command(String verb, String argument) throws IOException {
        String encoded = encode(verb, argument);
        Reply reply = timed(limits.reply(), () -> control.client().sendCommand(verb, encoded));
        return late.skip(verb, reply, limits.reply(), replies);
    }

    private Reply timed(Duration limit, Exchange exchange) throws IOException {
        long start = System.nanoTime();
        socket.allow(limit, REPLY_BYTES);
        Reply reply = reply(exchange);
        quickest = Math.min(quickest, System.nanoTime() - start);
        return reply;
    }

    /** Whether each round trip to the server can be felt: its quickest answer was slow. */
    boolean isFar() {
        return quickest > FAR && quickest != Long.MAX_VALUE;
    }

    /** Sends lines as {@link #encode} makes them; {@link #awaitReply} gets the answers one by one. */
    void send(String lines) throws IOException {
        control.send(lines);
    }

    /** The answer to a command that was sent with others. */
    Reply awaitAnswer(String verb, Duration limit) throws IOException {
        return late.skip(verb, awaitReply(limit), limit, replies);
    }

    /** The next reply to a command that was answered with a preliminary one. */
    Reply awaitReply() throws IOException {
        return awaitReply(limits.reply());
    }

    Reply awaitReply(Duration limit) throws IOException {
        socket.allow(limit, REPLY_BYTES);
        return reply(() -> control.client().getReply());
    }

    /** @param lastSign from when on the limit counts: it may become later meanwhile */
    Reply awaitReply(Duration limit, LongSupplier lastSign) throws IOException {
        socket.allow(limit, REPLY_BYTES, lastSign);
        return reply(() -> control.client().getReply());
    }

    private Reply reply(Exchange exchange) throws IOException {
        boolean whole = false;
        try {
            exchange.run();
            noops.skip();
            int code = control.client().getReplyCode();
            if (code < 100 || code > 599) {
                throw new MalformedServerReplyException("reply code " + code);
            }
            whole = true;
            answered = true;
            lastUsed = System.nanoTime();
            Reply reply = lastReply();
            witness.replied(reply);
            return reply;
        } catch (FTPConnectionClosedException e) {
            // Without lines the connection ended silently; the code would be that of an earlier reply.
            boolean busy = control.client().getReplyStrings().length > 0 && control.client().getReplyCode() == 421;
            throw busy ? new BusyException(lastReply()) : e;
        } catch (SocketException e) {
            throw socket.reason(e);
        } finally {
            inDoubt |= !whole;
        }
    }

    private Reply lastReply() {
        List<String> lines = Stream.of(control.client().getReplyStrings()).map(dialect::decode).toList();
        return new Reply(control.client().getReplyCode(), lines);
    }

    /** See {@link Dialect#encode}. */
    String encode(String verb, String argument) {
        return dialect.encode(verb, argument);
    }

    void landedAt(String folder) {
        dialect.landedAt(folder);
    }

    void learned(Set<String> announced) {
        dialect.learned(announced);
    }

    boolean has(String feature) {
        return dialect.has(feature);
    }

    /** The server's name for what the user sees as {@code path}. */
    String absolute(String root, RemotePath path) {
        return dialect.absolute(root, path);
    }

    void refuseEpsv() {
        epsvRefused = true;
    }

    boolean isEpsvRefused() {
        return epsvRefused;
    }

    /** Whether the server can rename, or null while nobody has asked. */
    Boolean renames() {
        return renames;
    }

    void learnedRenames(boolean able) {
        renames = able;
    }

    /** From the first step of a transfer until its last reply: if anything goes wrong between, nobody knows the state. */
    void doubt(boolean now) {
        inDoubt = now;
    }

    /** Whether the next command gets its own answer. */
    boolean isUsable() {
        return !inDoubt && !socket.isClosed();
    }

    boolean isReusable() {
        return !inDoubt && !late.wereSeen() && noops.areSettled() && !socket.isClosed()
                && (tls == null || !tls.isSpent());
    }

    /** Starts a new use, after which {@link #hasAnswered} tells whether the server has answered in it. */
    void begin() {
        answered = false;
        data.begin();
    }

    boolean hasAnswered() {
        return answered;
    }

    boolean hasUnread() throws IOException {
        return control.hasUnread();
    }

    long idleNanos() {
        return System.nanoTime() - lastUsed;
    }

    void touch() {
        lastUsed = System.nanoTime();
    }

    /** Not connected yet. */
    BoundedSocket dataSocket(Duration limit) {
        return socket.another(limit);
    }

    InetAddress peer() {
        return socket.getInetAddress();
    }

    Tls tls() {
        return tls;
    }

    ServerTraits traits() {
        return traits;
    }

    Noops noops() {
        return noops;
    }

    LateReplies late() {
        return late;
    }

    DataSlot data() {
        return data;
    }

    Charset charset() {
        return dialect.charset();
    }

    Config.Ftp limits() {
        return limits;
    }

    Failures failures() {
        return failures;
    }

    Account account() {
        return account;
    }

    /** Says goodbye, waits at most a second for the answer, and closes. */
    void quit() {
        try {
            socket.allow(Duration.ofSeconds(1), REPLY_BYTES);
            control.client().sendCommand("QUIT");
        } catch (IOException e) {
            LOG.debug("{} did not say goodbye", account.alias(), e);
        } finally {
            close();
        }
    }

    /** Closes at once, a transfer too, and without TLS's goodbye, which could block. */
    @Override
    public void close() {
        DataChannel.closeQuietly(socket);
        data.close();
    }
}
