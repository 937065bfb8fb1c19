package io.ftpcluster.agent.datalink;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.link.DatalinkJournal;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.frames.HelloFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The agent's own HTTPS server, where others than the portal ask for accounts; only where somebody asked for it. What was made by
 * it stays its own also while it is off. Thread-safe.
 */
public final class Datalink implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int CONNECTIONS = 32;
    private static final long RETRY_SECONDS = 30;
    private static final int STOPPING_SECONDS = 1;
    /**
     * The JDK's server knows no other way: seconds for a request, for its answer, and without either; how much of a body is read
     * that nobody wants.
     */
    private static final Map<String, String> LIMITS = Map.of("sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "150", "sun.net.httpserver.idleInterval", "10",
            "sun.net.httpserver.clockTick", "1000", "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384", "sun.net.httpserver.drainAmount", "65536",
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));

    private final AgentConfig config;
    private final Log log;
    private final DatalinkLedger ledger;
    private final Accounts accounts;
    private final DatalinkAccounts requests;
    private final Thread starter = new Thread(this::listen, "agent-datalink-start");
    private DatalinkCertificate certificate;
    private ThreadPoolExecutor threads;
    /** Guarded by this, as is whether it is closed. */
    private HttpsServer server;
    private boolean closed;

    /** @throws IOException when what it keeps can't be read; the message says what to do */
    public Datalink(AgentConfig config, AccountSettings settings, Log log) throws IOException {
        this.config = config;
        this.log = log;
        this.ledger = DatalinkLedger.open(config.state(), log);
        this.accounts = new Accounts(settings, ledger::has);
        this.requests = new DatalinkAccounts(accounts, ledger, log);
        starter.setDaemon(true);
    }

    /** This server's accounts as the portal may have them. */
    public Accounts accounts() {
        return accounts;
    }

    /** What the portal is told of it. */
    public DatalinkJournal journal() {
        return ledger;
    }

    /** Makes the certificate if there is none, which takes a second, and listens, or tries to from then on. */
    public void start() {
        if (accounts.canBeChanged()) {
            requests.resume();
        }
        if (config.datalink() == null) {
            return;
        }
        if (!accounts.canBeChanged()) {
            log.write("the datalink makes no accounts and answers 503: this agent must run as root, and needs groupadd,"
                    + " useradd, usermod, userdel and chpasswd in /usr/sbin");
        }
        try {
            certificate = DatalinkCertificate.of(config.state(), config.datalink().host());
        } catch (IOException e) {
            log.write("the datalink is off: " + e.getMessage());
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        if (!listens()) {
            starter.start();
        }
    }

    /** Where it is, for the hello; null where it isn't. */
    public HelloFrame.Datalink hello() {
        return certificate == null
                ? null
                : new HelloFrame.Datalink(config.datalink().port(), certificate.fingerprint());
    }

    /** Until it works: the address may come later than the agent. */
    private void listen() {
        try {
            do {
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
            } while (!listens());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean listens() {
        if (closed) {
            return true;
        }
        String where = config.datalink().host() + " port " + config.datalink().port();
        try {
            InetAddress address = InetAddress.getByName(config.datalink().host());
            server = HttpsServer.create(new InetSocketAddress(address, config.datalink().port()), 0);
        } catch (UnknownHostException e) {
            return tellOnce(where, "the host name is not known");
        } catch (IOException e) {
            return tellOnce(where, e.getMessage());
        }
        threads = pool();
        server.setExecutor(threads);
        server.setHttpsConfigurator(new Tls(certificate.context()));
        server.createContext("/",
                new DatalinkHandler(new TokenCheck(config.token(), log, System::nanoTime), requests, log));
        server.start();
        log.write("datalink: listens at " + where + ", SHA-256 of its certificate " + certificate.fingerprint());
        return true;
    }

    private boolean tellOnce(String where, String why) {
        if (!starter.isAlive()) {
            log.write("the datalink can't listen at " + where + ": " + why + "; it is tried again each " + RETRY_SECONDS
                    + " s");
        }
        return false;
    }

    private static ThreadPoolExecutor pool() {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, RETRY_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(CONNECTIONS), work -> {
                    Thread thread = new Thread(work, "agent-datalink-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static final class Tls extends HttpsConfigurator {

        Tls(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setProtocols(new String[]{"TLSv1.3", "TLSv1.2"});
            parameters.setSSLParameters(wanted);
        }
    }

    /** What is being done is interrupted, and found again at the next start. */
    @Override
    public void close() {
        starter.interrupt();
        requests.close();
        synchronized (this) {
            closed = true;
            if (server != null) {
                server.stop(STOPPING_SECONDS);
                threads.shutdownNow();
            }
        }
    }

    /** Null where there is none. */
    DatalinkCertificate certificate() {
        return certificate;
    }

    /** Where it listens; 0 while it doesn't. */
    synchronized int port() {
        return server == null ? 0 : server.getAddress().getPort();
    }
}
