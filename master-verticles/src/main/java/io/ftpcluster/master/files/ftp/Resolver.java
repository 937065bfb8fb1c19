package io.ftpcluster.master.files.ftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks host names up within a deadline. On a few platform threads of its own: a look-up that hangs in the C library
 * would otherwise hold a carrier of the virtual threads.
 */
final class Resolver implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 1000;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING), Thread.ofPlatform().daemon().name("resolver-", 0).factory());

    Resolver() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** All addresses of the host, in the system's order of preference. */
    List<InetAddress> resolve(String host, Duration limit) throws IOException {
        Future<InetAddress[]> lookup;
        try {
            lookup = threads.submit(() -> InetAddress.getAllByName(host));
        } catch (RejectedExecutionException e) {
            throw new IOException("too many host names are being looked up", e);
        }
        try {
            return List.of(lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e.getCause());
            throw unknown;
        } catch (TimeoutException e) {
            lookup.cancel(true);
            SocketTimeoutException timeout = new SocketTimeoutException("looking up " + host);
            timeout.initCause(e);
            throw timeout;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("looking up " + host).initCause(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
