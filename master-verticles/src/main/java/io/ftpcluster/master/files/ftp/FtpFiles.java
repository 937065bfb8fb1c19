package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.CertificateListener;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteFiles;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.listing.FolderHandle;
import io.ftpcluster.master.files.ftp.listing.FolderListing;
import io.ftpcluster.master.files.ftp.listing.FtpEntries;
import io.ftpcluster.master.files.ftp.namespace.ModificationTime;
import io.ftpcluster.master.files.ftp.namespace.NewFolder;
import io.ftpcluster.master.files.ftp.namespace.Removal;
import io.ftpcluster.master.files.ftp.namespace.Renaming;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.pool.SessionPool;
import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.Connector;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.transfer.AtomicUpload;
import io.ftpcluster.master.files.ftp.transfer.FtpHandle;
import io.ftpcluster.master.files.ftp.transfer.OrphanCleanup;
import io.ftpcluster.master.files.ftp.transfer.SmallFile;
import io.ftpcluster.master.files.ftp.transfer.SpeculativeOpen;
import io.ftpcluster.master.files.ftp.transfer.Upload;
import io.ftpcluster.master.files.relay.Relay;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files on FTP servers, through a pool of sessions for each login. Thread-safe. */
public final class FtpFiles implements RemoteFiles {

    private static final Logger LOG = LoggerFactory.getLogger(FtpFiles.class);
    private static final long SWEEP_MILLIS = 5000;
    private static final int MOST_RELAY_LOOPS = 4;
    /** A system property, for whoever suspects the relay: {@code -Dftpcluster.relay=false} lets all bytes pass through here. */
    private static final String RELAY = "ftpcluster.relay";

    private final Vertx vertx;
    private final Config.Ftp limits;
    private final Connector connector;
    /** Made beside the start, which would wait until the system's functions are bound. */
    private final CompletableFuture<Optional<Relay>> relay;
    private final Map<RemoteLogin, SessionPool> pools = new ConcurrentHashMap<>();
    private final OrphanCleanup orphanCleanup = new OrphanCleanup(this::delete);
    private final long sweeper;
    private volatile boolean closed;

    /**
     * Needs {@link #close}.
     *
     * @param slow is told what servers are slow with
     */
    public FtpFiles(Vertx vertx, Config.Ftp limits, CertificateListener certificates, SlowLog slow) {
        this(vertx, limits, SystemTrust.ofThisSystem(), certificates, !"false".equals(System.getProperty(RELAY)), slow);
    }

    /** Nobody is told of certificates, nor of what is slow. */
    public FtpFiles(Vertx vertx, Config.Ftp limits) {
        this(vertx, limits, CertificateListener.NOBODY, SlowLog.SILENT);
    }

    FtpFiles(Vertx vertx, Config.Ftp limits, SystemTrust systemTrust) {
        this(vertx, limits, systemTrust, CertificateListener.NOBODY, true, SlowLog.SILENT);
    }

    private FtpFiles(Vertx vertx, Config.Ftp limits, SystemTrust systemTrust, CertificateListener certificates,
            boolean withRelay, SlowLog slow) {
        this.relay = withRelay
                ? CompletableFuture.supplyAsync(FtpFiles::makeRelay,
                        work -> Thread.ofPlatform().daemon().name("relay-start").start(work))
                : CompletableFuture.completedFuture(Optional.empty());
        this.vertx = vertx;
        this.limits = limits;
        this.connector = new Connector(limits, systemTrust, this::freePorts, certificates, slow);
        long period = Math.min(SWEEP_MILLIS, Math.max(100, limits.idle().toMillis() / 2));
        this.sweeper = vertx.setPeriodic(period, id -> sweep());
    }

    private static Optional<Relay> makeRelay() {
        int loops = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_RELAY_LOOPS);
        return Relay.ofThisSystem(loops);
    }

    /** Null: there is none here. */
    private Relay relay() {
        return relay.join().orElse(null);
    }

    /** What is done with a session; whoever does it sees to the lease when it succeeds. */
    private interface Work<T> {
        T with(Lease lease) throws IOException;
    }

    /** What needs a session only until it is done. */
    private interface Change<T> {
        T with(FtpSession session) throws IOException;
    }

    @Override
    public void tryLogin(RemoteLogin login) {
        RemoteLogin account = login.withoutRoot();
        try {
            connector.open(account).close();
        } catch (IOException e) {
            throw new Failures(account).from(FtpOperation.LOGIN, e);
        } catch (Failures.Explained e) {
            throw new Failures(account).withServersWords(e);
        }
    }

    @Override
    public FileStreams.Entries list(RemoteLogin login, RemotePath path, boolean followLinks) {
        return withSession(login, FtpOperation.LIST, lease -> new FtpEntries(vertx, lease,
                new FolderListing(lease.session(), login.root(), path).enter(), followLinks));
    }

    @Override
    public Files.Info stat(RemoteLogin login, RemotePath path) {
        return withSession(login, FtpOperation.OPEN, lease -> {
            Files.Info info = new FileStat(lease.session(), login.root()).of(path);
            lease.close();
            return info;
        });
    }

    @Override
    public FileStreams.Handle open(RemoteLogin login, RemotePath path, boolean whole) {
        return withSession(login, FtpOperation.OPEN, lease -> {
            FtpSession session = lease.session();
            String target = session.dialect().absolute(login.root(), path);
            SpeculativeOpen start = new SpeculativeOpen(session, login.root());
            boolean tried = whole && start.isPossible(path);
            SpeculativeOpen.Opened opened = tried ? start.open(path) : null;
            if (opened != null && SmallFile.isThere(session, opened)) {
                return SmallFile.read(vertx, lease, target, opened);
            }
            if (opened != null) {
                return new FtpHandle(vertx, lease, target, path.text(), opened.info(), relay(), opened.channel());
            }
            FileStat stat = new FileStat(session, login.root());
            // What isn't sent may be a folder, whatever SIZE says.
            Files.Info info = tried ? stat.prove(path) : stat.of(path);
            if (info.type() == Files.Type.DIRECTORY) {
                lease.close();
                return new FolderHandle(info);
            }
            return new FtpHandle(vertx, lease, target, path.text(), info, relay(), null);
        });
    }

    @Override
    public FileStreams.Sink upload(RemoteLogin login, RemotePath path, ConflictPolicy conflictPolicy, long offset,
            long length, String part, Consumer<UploadOutcome> onStored) {
        return withSession(login, FtpOperation.UPLOAD, lease -> {
            AtomicUpload atomicUpload = new AtomicUpload(lease.session(), login.root(), path, conflictPolicy, offset,
                    part);
            DataChannel channel = open(login, atomicUpload);
            Upload upload = new Upload(vertx, lease, channel, atomicUpload, length, relay(), onStored,
                    target -> discard(login, target));
            Thread.ofVirtual().name("upload").start(RequestContext.carry(upload));
            return upload.stream();
        });
    }

    /** A server that made the file and never said so leaves it behind. */
    private DataChannel open(RemoteLogin login, AtomicUpload atomicUpload) throws IOException {
        try {
            return atomicUpload.open();
        } catch (IOException e) {
            String leftover = atomicUpload.isResumable() ? null : atomicUpload.leftover();
            if (leftover != null && AtomicUpload.isTemporary(leftover)) {
                // Later, as no operation may need a second session while it holds one.
                Thread.ofVirtual().name("clean").start(RequestContext.carry(() -> discard(login, leftover)));
            }
            throw e;
        }
    }

    private void discard(RemoteLogin login, String target) {
        try {
            delete(login, target);
        } catch (FailureException e) {
            // A name that others use may be somebody else's file by then.
            boolean later = AtomicUpload.isTemporary(target) && orphanCleanup.add(login, target);
            LOG.warn("{}: {} of a broken upload {}: {}", login.server().alias(), Reply.printable(target),
                    later ? "is removed when the server is back" : "may be left", e.failure().detail());
        }
    }

    private void delete(RemoteLogin login, String target) {
        change(login, FtpOperation.UPLOAD, session -> session.command("DELE", target));
    }

    @Override
    public void remove(RemoteLogin login, RemotePath path, boolean recursive, Supplier<Optional<Failure>> ended) {
        change(login, FtpOperation.REMOVE, session -> {
            new Removal(session, login.root()).remove(path, recursive, ended);
            return null;
        });
    }

    @Override
    public void makeFolder(RemoteLogin login, RemotePath path) {
        change(login, FtpOperation.MAKE_FOLDER, session -> {
            new NewFolder(session, login.root()).make(path);
            return null;
        });
    }

    @Override
    public boolean rename(RemoteLogin login, RemotePath path, RemotePath target, ConflictPolicy conflictPolicy) {
        return change(login, FtpOperation.RENAME, session -> new Renaming(session, login.root(), FtpOperation.RENAME)
                .rename(path, target, conflictPolicy));
    }

    @Override
    public void setModified(RemoteLogin login, RemotePath path, Instant modified) {
        change(login, FtpOperation.SET_MODIFIED, session -> {
            new ModificationTime(session, login.root()).set(path, modified);
            return null;
        });
    }

    private <T> T change(RemoteLogin login, FtpOperation step, Change<T> change) {
        return withSession(login, step, lease -> {
            T result = change.with(lease.session());
            lease.close();
            return result;
        });
    }

    private <T> T withSession(RemoteLogin login, FtpOperation step, Work<T> work) {
        RemoteLogin account = login.withoutRoot();
        try {
            Lease lease = borrow(account);
            try {
                return attempt(lease, work, false);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                if (!lease.mayBeStale()) {
                    throw e;
                }
                // It died while it was idle; nothing has been answered or shown, so a fresh one may do all again.
                return attempt(lease.replace(), work, true);
            }
        } catch (IOException e) {
            throw new Failures(account).from(step, e);
        }
    }

    /** On failure the lease goes back, except one that may be stale: the first such is replaced in its slot. */
    private static <T> T attempt(Lease lease, Work<T> work, boolean last) throws IOException {
        boolean keep = false;
        try {
            T result = work.with(lease);
            keep = true;
            return result;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            keep = !last && lease.mayBeStale();
            throw e;
        } finally {
            if (!keep) {
                lease.close();
            }
        }
    }

    private Lease borrow(RemoteLogin account) throws BusyException {
        while (!closed) {
            Lease lease = pools.computeIfAbsent(account, this::newPool).borrow();
            if (lease != null) {
                return lease;
            }
        }
        throw closing(account);
    }

    private SessionPool newPool(RemoteLogin account) {
        return new SessionPool(() -> connector.open(account), limits, new Failures(account));
    }

    private static FailureException closing(RemoteLogin account) {
        return new Failures(account).closing();
    }

    private void sweep() {
        orphanCleanup.retry();
        pools.forEach((account, pool) -> {
            if (pool.sweep()) {
                pools.remove(account, pool);
            }
        });
    }

    /** Ends the idle sessions that hold passive ports of a server; true when there were some. */
    private boolean freePorts(Servers.Settings server) {
        return pools.entrySet()
                .stream()
                .filter(entry -> entry.getKey().settings().equals(server))
                .map(entry -> entry.getValue().endPrepared())
                .reduce(false, Boolean::logicalOr);
    }

    /** Slots that are taken for this login, idle sessions included. */
    int sessions(RemoteLogin login) {
        SessionPool pool = pools.get(login.withoutRoot());
        return pool == null ? 0 : pool.size();
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(sweeper);
        pools.values().forEach(SessionPool::close);
        pools.clear();
        connector.close();
        relay.join().ifPresent(Relay::close);
    }
}
