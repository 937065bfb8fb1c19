package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.LateReplies;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.reply.ReplyOrder;
import io.ftpcluster.master.files.ftp.reply.UnexpectedReplyException;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.master.files.ftp.tls.Tls;
import io.ftpcluster.messages.Servers.DataMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One logged-in control channel. Used by one thread at a time; only {@link #close} may come from another. An
 * {@link IOException} means that the channel is lost; a session that is not {@link #isReusable} must not be kept.
 */
public final class FtpSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FtpSession.class);
    private static final long REPLY_BYTES = 64 * 1024;
    private static final int BUSY = 421;
    private static final int NOT_LOGGED_IN = 530;
    private static final int FOLDER = 257;
    private static final Set<String> LOGIN = Set.of("USER", "PASS", "ACCT");
    /** Longer than any answer takes within a building. */
    private static final long FAR = TimeUnit.MILLISECONDS.toNanos(5);
    private final RemoteLogin login;
    private final Dialect dialect;
    private final Config.Ftp limits;
    private final Control control;
    private final BoundedSocket socket;
    private final Tls tls;
    private final ServerCapabilities capabilities;
    private final DataSlot data = new DataSlot();
    private final Failures failures;
    private final KeepAlive keepAlive;
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
    private SlowLog slow = SlowLog.SILENT;
    private SessionObserver observer = SessionObserver.NOBODY;
    private Boolean renames;
    private boolean inDoubt;
    private boolean spoilt;
    private boolean warm;
    private boolean answered;
    private boolean tellsFolder;
    private long quickest = Long.MAX_VALUE;
    private long lastUsed = System.nanoTime();

    /** Something that ends with a reply having been read. */
    private interface Exchange {
        Reply run() throws IOException;
    }

    FtpSession(RemoteLogin login, Config.Ftp limits, Control control, BoundedSocket socket, Tls tls,
            ServerCapabilities capabilities) {
        this.login = login;
        this.dialect = new Dialect(login);
        this.limits = limits;
        this.control = control;
        this.socket = socket;
        this.tls = tls;
        this.capabilities = capabilities;
        this.failures = new Failures(login);
        this.keepAlive = new KeepAlive(control, socket, limits.noop());
    }

    /** From now on it is told what the server says. */
    public void watchedBy(SessionObserver other) {
        observer = other;
    }

    /** From now on it is told which commands the server is slow to answer. */
    void timedBy(SlowLog log) {
        slow = log;
    }

    SlowLog slowLog() {
        return slow;
    }

    /** How the server wants to be spoken to. */
    public Dialect dialect() {
        return dialect;
    }

    public SessionObserver observer() {
        return observer;
    }

    /** Connects, and secures the connection where that is asked for. */
    Reply greet(InetAddress address, Duration limit) throws IOException {
        return reply(() -> control.connect(address, login.settings().ftpPort(), limit, observer), () -> {});
    }

    public Reply command(String verb) throws IOException {
        return command(limits.reply(), verb);
    }

    /** With another patience than usual. */
    public Reply command(Duration limit, String verb) throws IOException {
        return timed(limit, verb, verb);
    }

    public Reply command(String verb, String argument) throws IOException {
        return timed(limits.reply(), verb, verb + " " + dialect.encode(verb, argument));
    }

    private Reply timed(Duration limit, String verb, String line) throws IOException {
        long start = System.nanoTime();
        TraceSpan span = RequestContext.current().trace().begin("FTP", verb).with("ftpcluster.server", login.alias());
        boolean first = isUnproven();
        Runnable allowance = () -> socket.allow(limit, REPLY_BYTES);
        Reply reply;
        try {
            reply = checked(verb, first, limit, reply(() -> {
                control.send(line + "\r\n");
                return control.read(allowance);
            }, allowance));
            span.with("ftp.reply_code", reply.code());
        } catch (IOException e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
            slow.over(start, "FTP " + verb + " at", login.alias());
        }
        quickest = Math.min(quickest, System.nanoTime() - start);
        if (first && !ReplyOrder.isProof(verb, reply.code())) {
            prove();
        }
        answered = true;
        return reply;
    }

    /** Whether each round trip to the server can be felt: its quickest answer was slow. */
    public boolean isFar() {
        return quickest > FAR && quickest != Long.MAX_VALUE;
    }

    /** Sends lines as {@link Dialect#encode} makes them; {@link #awaitReply} gets the answers one by one. */
    void send(String lines) throws IOException {
        control.send(lines);
    }

    /** The next reply to a command that was answered with a preliminary one. */
    public Reply awaitReply() throws IOException {
        return awaitReply(limits.reply());
    }

    public Reply awaitReply(Duration limit) throws IOException {
        return answer(() -> socket.allow(limit, REPLY_BYTES));
    }

    /** @param lastSign from when on the limit counts: it may become later meanwhile */
    public Reply awaitReply(Duration limit, LongSupplier lastSign) throws IOException {
        return answer(() -> socket.allow(limit, REPLY_BYTES, lastSign));
    }

    private Reply answer(Runnable allowance) throws IOException {
        Reply reply = reply(() -> control.read(allowance), allowance);
        answered = true;
        return reply;
    }

    /**
     * The next reply to one of several commands that were sent together.
     *
     * @param first whether {@link #isUnproven} was true when they were sent
     */
    public Reply awaitReply(Duration limit, String verb, boolean first) throws IOException {
        Runnable allowance = () -> socket.allow(limit, REPLY_BYTES);
        return checked(verb, first, limit, reply(() -> control.read(allowance), allowance));
    }

    /** Ends a use of {@link #send}. */
    void answeredAll() {
        answered = true;
    }

    private Reply reply(Exchange exchange, Runnable allowance) throws IOException {
        boolean whole = false;
        try {
            Reply reply = decoded(keepAlive.skip(exchange.run(), allowance));
            if (reply.code() == BUSY) {
                throw new BusyException(reply);
            }
            whole = true;
            lastUsed = System.nanoTime();
            observer.replied(reply);
            return reply;
        } catch (SocketException e) {
            throw socket.reason(e);
        } finally {
            inDoubt |= !whole;
        }
    }

    private Reply decoded(Reply raw) {
        return new Reply(raw.code(), raw.lines().stream().map(dialect::decode).toList());
    }

    /** Nothing was answered yet in the use of a session that somebody else had before. */
    boolean isUnproven() {
        return warm && !answered;
    }

    /** The command's own answer, which may come after what is still said of a transfer. */
    private Reply checked(String verb, boolean first, Duration limit, Reply reply) throws IOException {
        Reply answer = late.skip(verb, reply, limit, replies);
        boolean loggedOut = answer.code() == NOT_LOGGED_IN && !LOGIN.contains(verb);
        spoilt |= late.wereSeen() || loggedOut;
        // Whoever has made the transfer knows what to do with a late word on it; nobody else does.
        if ((first && spoilt) || !ReplyOrder.fits(verb, answer.code())) {
            spoilt = true;
            throw new UnexpectedReplyException(verb, answer);
        }
        return answer;
    }

    /**
     * That the first answer of a new use belongs to its command. A refusal looks the same for most commands, and so may be
     * the late end of something earlier; the answer to this can't be anything else.
     */
    void prove() throws IOException {
        if (!tellsFolder || spoilt) {
            return;
        }
        Runnable allowance = () -> socket.allow(limits.reply(), REPLY_BYTES);
        Reply reply = reply(() -> {
            control.send("PWD\r\n");
            return control.read(allowance);
        }, allowance);
        if (reply.code() != FOLDER) {
            spoilt = true;
            throw new UnexpectedReplyException("PWD", reply);
        }
    }

    /** @param told whether the server said so with PWD's own code */
    void landedAt(String folder, boolean told) {
        dialect.landedAt(folder);
        tellsFolder = told;
    }

    /** Whether PWD is answered as by all others, so that its answer can't be taken for another's. */
    public boolean tellsFolder() {
        return tellsFolder;
    }

    /** Whether the server can rename, or null while nobody has asked. */
    public Boolean renames() {
        return renames;
    }

    public void learnedRenames(boolean able) {
        renames = able;
    }

    /** From the first step of a transfer until its last reply: if anything goes wrong between, nobody knows the state. */
    public void doubt(boolean now) {
        inDoubt = now;
    }

    /** Whether the next command gets its own answer. */
    public boolean isUsable() {
        return !inDoubt && !socket.isClosed();
    }

    /** It has said what nobody asked for: whatever it is doing may go on, but it is never used again. */
    public void spoil() {
        spoilt = true;
    }

    public boolean isReusable() {
        return !inDoubt && !spoilt && !late.wereSeen() && !control.hasBuffered() && keepAlive.areSettled()
                && !socket.isClosed() && (tls == null || !tls.isSpent());
    }

    /**
     * Starts a new use, after which {@link #hasAnswered} tells whether the server has answered in it.
     *
     * @param again whether it was used before
     */
    public void begin(boolean again) {
        warm = again;
        answered = false;
        data.begin();
    }

    public boolean hasAnswered() {
        return answered;
    }

    public boolean hasUnread() throws IOException {
        return control.hasUnread();
    }

    public long idleNanos() {
        return System.nanoTime() - lastUsed;
    }

    public void touch() {
        lastUsed = System.nanoTime();
    }

    /** Not connected yet. */
    public BoundedSocket dataSocket(Duration limit) {
        return socket.another(limit);
    }

    public InetAddress peer() {
        return socket.getInetAddress();
    }

    /** Our end of the control connection. */
    public InetAddress localAddress() {
        return socket.getLocalAddress();
    }

    /** Whether it is the server who makes data connections. */
    public boolean isActive() {
        return login.settings().dataMode() == DataMode.ACTIVE;
    }

    public Tls tls() {
        return tls;
    }

    public ServerCapabilities capabilities() {
        return capabilities;
    }

    public KeepAlive keepAlive() {
        return keepAlive;
    }

    public LateReplies late() {
        return late;
    }

    public DataSlot data() {
        return data;
    }

    public Config.Ftp limits() {
        return limits;
    }

    public Failures failures() {
        return failures;
    }

    public RemoteLogin login() {
        return login;
    }

    /** Says goodbye, waits at most a second for the answer, and closes. */
    public void quit() {
        try {
            control.send("QUIT\r\n");
            control.read(() -> socket.allow(Duration.ofSeconds(1), REPLY_BYTES));
        } catch (IOException e) {
            LOG.debug("{} did not say goodbye", login.alias(), e);
        } finally {
            close();
        }
    }

    /** Closes at once, a transfer too, and without TLS's goodbye, which could block. */
    @Override
    public void close() {
        BoundedSocket.closeQuietly(socket);
        data.close();
    }
}
