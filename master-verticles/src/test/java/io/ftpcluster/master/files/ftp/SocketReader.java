package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.files.relay.Numbers;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Reads a file as a client's connection does whose socket the relay may write to. */
final class SocketReader implements FileStreams.Outlet, AutoCloseable {

    private final Socket near;
    private final Socket far;
    private final CompletableFuture<byte[]> received = new CompletableFuture<>();
    private final Promise<Void> ended = Promise.promise();
    private long handled;
    private long awaited;
    private Runnable waiting;
    private volatile long passed;

    SocketReader() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new Socket(server.getInetAddress(), server.getLocalPort());
            far = server.accept();
        }
        Thread.ofVirtual().start(this::receive);
    }

    private void receive() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            far.getInputStream().transferTo(bytes);
            received.complete(bytes.toByteArray());
        } catch (IOException e) {
            received.completeExceptionally(e);
        }
    }

    /** All bytes, whichever way they came, once the content has ended. */
    byte[] read(FileStreams.Content content) throws Exception {
        content.splice(this);
        content.exceptionHandler(ended::tryFail).endHandler(end -> ended.tryComplete()).handler(this::handle);
        content.resume();
        Harness.get(ended.future());
        near.close();
        return received.get(20, TimeUnit.SECONDS);
    }

    private synchronized void handle(Buffer bytes) {
        try {
            near.getOutputStream().write(bytes.getBytes());
            handled += bytes.length();
            grant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes came by the splice. */
    long passed() {
        return passed;
    }

    @Override
    public synchronized <T> Future<T> after(long handedOut, IntFunction<T> use) {
        Promise<T> promise = Promise.promise();
        waiting = () -> promise.complete(use.apply(Numbers.of(near)));
        awaited = handedOut;
        grant();
        return promise.future();
    }

    private void grant() {
        if (waiting != null && handled == awaited) {
            waiting.run();
            waiting = null;
        }
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Override
    public void passed(long bytes) {
        passed = bytes;
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
