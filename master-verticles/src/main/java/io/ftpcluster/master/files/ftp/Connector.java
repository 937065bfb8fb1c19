package io.ftpcluster.master.files.ftp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Servers.FtpSecurity;
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
final class Connector implements AutoCloseable {

    private static final int MAX_SERVERS = 10_000;
    /** Then it is learnt anew: a server may have been replaced. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Duration LONGEST_TURN = Duration.ofSeconds(2);

    private final Config.Ftp limits;
    private final Resolver resolver = new Resolver();
    private final SystemTrust systemTrust;
    private final Predicate<Servers.Settings> freePorts;
    private final Cache<Servers.Settings, ServerTraits> traits = Caffeine.newBuilder().maximumSize(MAX_SERVERS)
            .expireAfterWrite(REMEMBERED).build();
    private final TlsLimits tlsLimits = new TlsLimits();
    private final ReadWatch watch = new ReadWatch();

    /** @param freePorts ends idle sessions that hold passive ports of a server; false when there are none */
    Connector(Config.Ftp limits, SystemTrust systemTrust, Predicate<Servers.Settings> freePorts) {
        this.limits = limits;
        this.systemTrust = systemTrust;
        this.freePorts = freePorts;
    }

    /** @throws BusyException when the server answers 421, so that the caller may wait for one of its other sessions */
    FtpSession open(Account account) throws BusyException {
        ServerTraits server = traits(account);
        boolean inTurn = server.awaitLogin(turn());
        try {
            return logIn(account);
        } finally {
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

    private FtpSession logIn(Account account) throws BusyException {
        Failures failures = new Failures(account);
        FtpSession session = connect(account, Witness.NOBODY);
        boolean ready = false;
        try {
            new Login(session, account, failures).run();
            ready = true;
            return session;
        } catch (BusyException e) {
            throw e.during(Step.LOGIN);
        } catch (IOException e) {
            throw failures.from(Step.LOGIN, e);
        } finally {
            if (!ready) {
                session.close();
            }
        }
    }

    /** As far as before the login; the witness sees the rest too. */
    FtpSession connect(Account account, Witness witness) throws BusyException {
        ServerTraits server = traits(account);
        if (!server.beginConnecting(limits.connect())) {
            throw new Failures(account).because(FailureCode.BACKEND_TIMEOUT, Step.CONNECT,
                    "too many others are connecting at the moment", "Try again in a while.");
        }
        try {
            return dial(account, witness);
        } finally {
            server.endConnecting();
        }
    }

    private FtpSession dial(Account account, Witness witness) throws BusyException {
        Failures failures = new Failures(account);
        long deadline = System.nanoTime() + limits.connect().toNanos();
        Tls tls = tls(account);
        try {
            try {
                return firstThatAnswers(account, tls, deadline, witness);
            } catch (SSLException e) {
                // Servers on Apache MINA sometimes greet before the handshake is over, which ends it; not twice in a row.
                if (!(e instanceof SSLProtocolException) && !tls.isLimitLifted()) {
                    throw e;
                }
                tls = tls(account);
                return firstThatAnswers(account, tls, deadline, witness);
            }
        } catch (BusyException e) {
            throw e.during(Step.CONNECT);
        } catch (SSLException e) {
            throw tls == null ? failures.from(Step.CONNECT, e) : tls.failure(failures, e);
        } catch (IOException e) {
            throw failures.from(Step.CONNECT, e);
        }
    }

    private ServerTraits traits(Account account) {
        Servers.Settings server = account.settings();
        return traits.get(server, unknown -> new ServerTraits(() -> freePorts.test(server)));
    }

    private Tls tls(Account account) {
        return account.settings().ftpSecurity() == FtpSecurity.NONE
                ? null
                : new Tls(account, systemTrust.manager(), tlsLimits);
    }

    /** Each address gets its share of the time, so that a dead IPv6 route doesn't hide a living IPv4 one. */
    private FtpSession firstThatAnswers(Account account, Tls tls, long deadline, Witness witness)
            throws IOException {
        List<InetAddress> addresses = resolver.resolve(account.settings().host(), left(deadline));
        witness.resolved(addresses);
        SocketException last = null;
        for (int i = 0; i < addresses.size(); i++) {
            Duration share = left(deadline).dividedBy(addresses.size() - i);
            witness.dialling(addresses.get(i), tls);
            try {
                return connect(account, tls, addresses.get(i), share, witness);
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

    private FtpSession connect(Account account, Tls tls, InetAddress address, Duration limit, Witness witness)
            throws IOException {
        BoundedSocket socket = new BoundedSocket(limit, watch);
        socket.setTcpNoDelay(true);
        // Long transfers leave the control channel silent; routers forget silent connections.
        socket.setKeepAlive(true);
        Control control = new Control(socket, tls, account.settings().ftpSecurity());
        boolean connected = false;
        try {
            FtpSession session = new FtpSession(account, limits, control, socket, tls, traits(account));
            session.watchedBy(witness);
            Reply greeting = session.greet(address, limit);
            if (!greeting.isPositive()) {
                throw session.failures().refused(Step.CONNECT, "the server turned the portal away", greeting,
                        "Ask the server's admin.");
            }
            connected = true;
            return session;
        } finally {
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
