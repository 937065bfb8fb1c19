package io.ftpcluster.master.files.ftp.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks host names up within a deadline. On a few platform threads of its own: a look-up that hangs in the C library
 * would otherwise hold a carrier of the virtual threads. Whoever asks for a name that is being looked up waits for that, so
 * that a name whose servers are silent holds one thread and not all. Thread-safe.
 */
final class Resolver implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int WAITING = 1000;

    private final Lookup lookup;
    private final ConcurrentHashMap<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING), Thread.ofPlatform().daemon().name("resolver-", 0).factory());

    /** How one name is looked up, however long that takes. */
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    Resolver() {
        this(InetAddress::getAllByName);
    }

    Resolver(Lookup lookup) {
        this.lookup = lookup;
        threads.allowCoreThreadTimeOut(true);
    }

    /** All addresses of the host, in the system's order of preference. */
    List<InetAddress> resolve(String host, Duration limit) throws IOException {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        try {
            return List.of(begun(host).get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e.getCause());
            throw unknown;
        } catch (TimeoutException e) {
            SocketTimeoutException timeout = new SocketTimeoutException("looking up " + host);
            timeout.initCause(e);
            throw timeout;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("looking up " + host).initCause(e);
        }
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CompletableFuture<InetAddress[]> begun(String host) throws IOException {
        CompletableFuture<InetAddress[]> own = new CompletableFuture<>();
        CompletableFuture<InetAddress[]> other = running.putIfAbsent(host, own);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> lookUp(host, own));
        } catch (RejectedExecutionException e) {
            running.remove(host, own);
            IOException busy = new IOException("too many host names are being looked up", e);
            own.completeExceptionally(busy);
            throw busy;
        }
        return own;
    }

    private void lookUp(String host, CompletableFuture<InetAddress[]> result) {
        try {
            InetAddress[] found = lookup.of(host);
            running.remove(host, result);
            result.complete(found);
        } catch (UnknownHostException | RuntimeException e) {
            running.remove(host, result);
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
