package io.ftpcluster.master.files.ftp.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.CertificateListener;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.master.files.ftp.socket.ReadWatch;
import io.ftpcluster.master.files.ftp.tls.Tls;
import io.ftpcluster.master.files.ftp.tls.TlsLimits;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;

/** Opens backend sessions: looks the host up, tries its addresses, shakes hands, logs in. Thread-safe. */
public final class Connector implements AutoCloseable {

    private static final int MAX_SERVERS = 10_000;
    /** Then it is learnt anew: a server may have been replaced. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Duration LONGEST_TURN = Duration.ofSeconds(2);

    private final Config.Ftp limits;
    private final Resolver resolver = new Resolver();
    private final SystemTrust systemTrust;
    private final Predicate<Servers.Settings> freePorts;
    private final CertificateListener certificates;
    private final Cache<Servers.Settings, ServerCapabilities> capabilities = Caffeine.newBuilder()
            .maximumSize(MAX_SERVERS)
            .expireAfterWrite(REMEMBERED)
            .build();
    private final TlsLimits tlsLimits = new TlsLimits();
    private final SlowLog slow;
    private final ReadWatch watch = new ReadWatch();

    /**
     * @param freePorts ends idle sessions that hold passive ports of a server; false when there are none
     * @param slow is told of slow logins and answers
     */
    public Connector(Config.Ftp limits, SystemTrust systemTrust, Predicate<Servers.Settings> freePorts,
            CertificateListener certificates, SlowLog slow) {
        this.certificates = certificates;
        this.slow = slow;
        this.limits = limits;
        this.systemTrust = systemTrust;
        this.freePorts = freePorts;
    }

    /** @throws BusyException when the server answers 421, so that the caller may wait for one of its other sessions */
    public FtpSession open(RemoteLogin login) throws BusyException {
        long begun = System.nanoTime();
        RequestContext outer = RequestContext.current();
        TraceSpan span = outer.trace().begin("FTP", "login").with("ftpcluster.server", login.alias());
        outer.withTrace(span).attach();
        ServerCapabilities server = capabilities(login);
        boolean inTurn = server.awaitLogin(turn());
        try {
            return logIn(login);
        } catch (BusyException | RuntimeException e) {
            span.failed(e);
            throw e;
        } finally {
            outer.attach();
            span.end();
            slow.over(begun, "FTP login at", login.alias());
            if (inTurn) {
                server.endLogin();
            }
        }
    }

    /** Behind a server that stands still nobody waits much longer for that. */
    private Duration turn() {
        Duration share = limits.connect().dividedBy(4);
        return share.compareTo(LONGEST_TURN) < 0 ? share : LONGEST_TURN;
    }

    private FtpSession logIn(RemoteLogin login) throws BusyException {
        Failures failures = new Failures(login);
        FtpSession session = connect(login, SessionObserver.NOBODY);
        boolean ready = false;
        try {
            new LoginSequence(session, login, failures).run();
            ready = true;
            return session;
        } catch (BusyException e) {
            throw e.during(FtpOperation.LOGIN);
        } catch (IOException e) {
            throw failures.from(FtpOperation.LOGIN, e);
        } finally {
            if (!ready) {
                session.close();
            }
        }
    }

    /** As far as before the login; the observer sees the rest too. */
    public FtpSession connect(RemoteLogin login, SessionObserver observer) throws BusyException {
        ServerCapabilities server = capabilities(login);
        if (!server.beginConnecting(limits.connect())) {
            throw new Failures(login).because(FailureCode.BACKEND_TIMEOUT, FtpOperation.CONNECT,
                    "too many others are connecting at the moment", "Try again in a while.");
        }
        try {
            return dial(login, observer);
        } finally {
            server.endConnecting();
        }
    }

    private FtpSession dial(RemoteLogin login, SessionObserver observer) throws BusyException {
        Failures failures = new Failures(login);
        long deadline = System.nanoTime() + limits.connect().toNanos();
        Tls tls = tls(login);
        try {
            try {
                return firstThatAnswers(login, tls, deadline, observer);
            } catch (SSLException e) {
                // Servers on Apache MINA sometimes greet before the handshake is over, which ends it; not twice in a row.
                if (!(e instanceof SSLProtocolException) && !tls.isLimitLifted()) {
                    throw e;
                }
                tls = tls(login);
                return firstThatAnswers(login, tls, deadline, observer);
            }
        } catch (BusyException e) {
            throw e.during(FtpOperation.CONNECT);
        } catch (SSLException e) {
            throw tls == null ? failures.from(FtpOperation.CONNECT, e) : tls.failure(failures, e);
        } catch (IOException e) {
            throw failures.from(FtpOperation.CONNECT, e);
        }
    }

    private ServerCapabilities capabilities(RemoteLogin login) {
        Servers.Settings server = login.settings();
        return capabilities.get(server, unknown -> new ServerCapabilities(() -> freePorts.test(server)));
    }

    private Tls tls(RemoteLogin login) {
        return login.settings().ftpSecurity() == FtpSecurity.NONE
                ? null
                : new Tls(login, systemTrust.manager(), tlsLimits);
    }

    /** Each address gets its share of the time, so that a dead IPv6 route doesn't hide a living IPv4 one. */
    private FtpSession firstThatAnswers(RemoteLogin login, Tls tls, long deadline, SessionObserver observer)
            throws IOException {
        List<InetAddress> addresses = resolver.resolve(login.settings().host(), left(deadline));
        observer.resolved(addresses);
        SocketException last = null;
        for (int i = 0; i < addresses.size(); i++) {
            Duration share = left(deadline).dividedBy(addresses.size() - i);
            observer.dialling(addresses.get(i), tls);
            try {
                return connect(login, tls, addresses.get(i), share, observer);
            } catch (SocketException e) {
                last = e;
            } catch (SocketTimeoutException e) {
                if (i == addresses.size() - 1) {
                    throw e;
                }
            }
        }
        throw last == null ? new SocketException("no address answered") : last;
    }

    private FtpSession connect(RemoteLogin login, Tls tls, InetAddress address, Duration limit,
            SessionObserver observer) throws IOException {
        BoundedSocket socket = new BoundedSocket(limit, watch);
        socket.setTcpNoDelay(true);
        // Long transfers leave the control channel silent; routers forget silent connections.
        socket.setKeepAlive(true);
        Control control = new Control(socket, tls, login.settings().ftpSecurity());
        boolean connected = false;
        try {
            FtpSession session = new FtpSession(login, limits, control, socket, tls, capabilities(login));
            session.watchedBy(observer);
            session.timedBy(slow);
            Reply greeting = session.greet(address, limit);
            if (!greeting.isPositive()) {
                throw session.failures()
                        .refused(FtpOperation.CONNECT, "the server turned the portal away", greeting,
                                "Ask the server's admin.");
            }
            connected = true;
            return session;
        } finally {
            if (tls != null && tls.check().certificate() != null) {
                certificates.shown(login.server(), tls.check().certificate());
            }
            if (!connected) {
                socket.close();
            }
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(10), deadline - System.nanoTime()));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
