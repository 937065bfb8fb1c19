package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** A backend under test and what tests do with it. */
public final class Harness implements AutoCloseable {

    private static final int PIECE = 50_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Config.Ftp LIMITS = new Config.Ftp(PATIENCE, PATIENCE, PATIENCE, PATIENCE, Duration.ofSeconds(60), 4);
    static final Config.Ftp TWO_SESSIONS = new Config.Ftp(PATIENCE, PATIENCE, PATIENCE, PATIENCE,
            Duration.ofSeconds(60), 2);
    /** For servers that hang, and only for those: a machine that is busy elsewhere makes any server look like one. */
    static final Config.Ftp SHORT = new Config.Ftp(Duration.ofMillis(400), Duration.ofMillis(300),
            Duration.ofMillis(800), Duration.ofMillis(600), Duration.ofSeconds(60), 2);

    /** Of all tests: reading some 150 certificates for each takes longer than most of them. */
    static final SystemTrust TRUST = SystemTrust.ofThisSystem();

    final Vertx vertx = Vertx.vertx();
    final FtpFiles files;

    private final boolean throughTheKernel;
    private long passed;

    Harness(Config.Ftp limits) {
        this(limits, TRUST, false);
    }

    Harness(Config.Ftp limits, SystemTrust trust) {
        this(limits, trust, false);
    }

    /** @param throughTheKernel whether readers offer their socket */
    Harness(Config.Ftp limits, SystemTrust trust, boolean throughTheKernel) {
        this.throughTheKernel = throughTheKernel;
        this.files = new FtpFiles(vertx, limits, trust);
    }

    public static RemoteLogin login(int port, FtpSecurity security, String fingerprint, String user, String password) {
        return login("127.0.0.1", port, security, fingerprint, user, password, null);
    }

    public static RemoteLogin login(String host, int port, FtpSecurity security, String fingerprint, String user,
            String password, String root) {
        Servers.Settings settings = new Servers.Settings("alpha", host, port, security, fingerprint, null, null);
        Servers.Server server = new Servers.Server("1", settings, Instant.EPOCH);
        return new RemoteLogin(server, user, new Secret(password), root);
    }

    /** The same login of a server whose data connections are made otherwise. */
    static RemoteLogin in(Servers.DataMode mode, RemoteLogin login) {
        Servers.Settings old = login.server().settings();
        Servers.Settings settings = new Servers.Settings(old.alias(), old.host(), old.ftpPort(), old.ftpSecurity(),
                old.tlsFingerprint(), old.encoding(), old.adminUser(), old.telemetrySeconds(), mode, old.uploadMode());
        return new RemoteLogin(new Servers.Server("1", settings, Instant.EPOCH), login.username(), login.password(),
                login.root());
    }

    /** Its port refuses all who come, and is nobody else's meanwhile. */
    static Socket deafPort() throws IOException {
        Socket deaf = new Socket();
        deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return deaf;
    }

    /** All of a folder. */
    Files.Listing list(RemoteLogin login, RemotePath path) {
        try (FileStreams.Entries entries = files.list(login, path)) {
            List<Files.Info> all = new ArrayList<>();
            for (List<Files.Info> some = entries.next(); !some.isEmpty(); some = entries.next()) {
                all.addAll(some);
            }
            return new Files.Listing(all, entries.incomplete());
        }
    }

    FileStreams.Handle open(RemoteLogin login, String path) {
        return files.open(login, RemotePath.parse(path));
    }

    FileStreams.Handle openWhole(RemoteLogin login, String path) {
        return files.open(login, RemotePath.parse(path), true);
    }

    byte[] readWhole(RemoteLogin login, String path) throws Exception {
        return read(openWhole(login, path), 0, -1);
    }

    byte[] read(RemoteLogin login, String path) throws Exception {
        return bytes(open(login, path), 0, -1);
    }

    static byte[] read(FileStreams.Handle handle, long offset, long length) throws Exception {
        return get(handle.read(offset, length).compose(Harness::collect)).getBytes();
    }

    /** As {@link #read(FileStreams.Handle, long, long)}, by the way that this harness takes. */
    byte[] bytes(FileStreams.Handle handle, long offset, long length) throws Exception {
        if (!throughTheKernel) {
            return read(handle, offset, length);
        }
        try (SocketReader reader = new SocketReader()) {
            byte[] bytes = reader.read(get(handle.read(offset, length)));
            passed += reader.passed();
            return bytes;
        }
    }

    /** How many bytes didn't come through the program. */
    long passed() {
        return passed;
    }

    /** Uploads as a pipe does, in small pieces and never past a full queue; true when the file is new. */
    boolean put(RemoteLogin login, String path, ConflictPolicy conflictPolicy, long offset, byte[] bytes)
            throws Exception {
        FileStreams.Sink sink = files.upload(login, RemotePath.parse(path), conflictPolicy, offset, bytes.length);
        for (int from = 0; from < bytes.length; from += PIECE) {
            Future<Void> written = sink
                    .write(Buffer.buffer(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE))));
            if (sink.writeQueueFull()) {
                get(written);
            }
        }
        return get(sink.commit());
    }

    /** All bytes once the stream has ended; its exception otherwise. */
    static Future<Buffer> collect(FileStreams.Content content) {
        Promise<Buffer> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        content.handler(all::appendBuffer).endHandler(v -> promise.complete(all)).exceptionHandler(promise::tryFail);
        content.resume();
        return promise.future();
    }

    public static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FailureException known ? known : e;
        }
    }

    static Failure failure(FailureCode code, Executable action) {
        Failure failure = assertThrows(FailureException.class, action).failure();
        assertEquals(code, failure.code(), failure.detail());
        return failure;
    }

    /** For what happens on another thread soon. */
    public static void eventually(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("it did not happen");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        files.close();
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
