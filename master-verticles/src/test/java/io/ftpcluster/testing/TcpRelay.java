package io.ftpcluster.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of this machine behind which there is another one, as with a router that maps ports. Whoever has it hears all that
 * goes through; the first 16 MiB that callers say and those that they hear are kept.
 */
public final class TcpRelay implements AutoCloseable {

    private static final int MOST_KEPT = 16 << 20;
    private static final int CONNECT_MILLIS = 30_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    /** @param listening for callers; the target may begin to listen later */
    private TcpRelay(ServerSocket listening, InetSocketAddress target) {
        this.server = listening;
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    public static TcpRelay to(String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return new TcpRelay(new ServerSocket(0, 50, address), new InetSocketAddress(address, port));
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What callers have said, of all connections. */
    public byte[] said() {
        synchronized (said) {
            return said.toByteArray();
        }
    }

    /** What callers were answered. */
    public byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket caller) {
        try (caller; Socket called = new Socket()) {
            open.add(caller);
            open.add(called);
            called.connect(target, CONNECT_MILLIS);
            Thread back = Thread.ofVirtual().start(() -> copy(called, caller, heard));
            copy(caller, called, said);
            back.join();
        } catch (IOException refused) {
            // The caller sees a connection that ends, as with a router.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** Until one of them ends it, which ends both. */
    private static void copy(Socket from, Socket to, ByteArrayOutputStream kept) {
        byte[] buffer = new byte[32 << 10];
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                synchronized (kept) {
                    kept.write(buffer, 0, Math.min(length, MOST_KEPT - kept.size()));
                }
                out.write(buffer, 0, length);
            }
        } catch (SocketException ended) {
            // By the other direction.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
