package io.ftpcluster.agent.net;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.frames.Protocol;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One WebSocket to a master. One thread opens it and receives; any thread sends, through a queue that a thread of its own
 * writes, so that a network that takes nothing holds up nobody; a third one calls {@link #check} every second or so.
 */
public final class Connection implements AutoCloseable {

    private static final int MAX_QUEUED = 128;
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration OPENING = Duration.ofSeconds(20);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final int NORMAL = 1000;
    /** More than is ever written before silence ends the link, and little for the kernel. */
    private static final int SEND_BUFFER = 256 * 1024;

    private final Dialer dialer;
    private final Endpoint endpoint;
    private final BlockingQueue<Message> outgoing = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final Thread writer = new Thread(this::writeAll, "agent-writer");
    private final long begun = System.nanoTime();
    private volatile Socket plain = new Socket();
    private volatile boolean open;
    private volatile boolean closed;
    private volatile long heardAt = begun;
    private volatile long pingedAt = begun;
    private volatile long pingedMark;
    private volatile long arrived;
    private volatile String cause;
    private Socket socket;
    private MessageReader in;

    Connection(Dialer dialer, Endpoint endpoint) {
        this.dialer = dialer;
        this.endpoint = endpoint;
        writer.setDaemon(true);
    }

    /**
     * Connects, and asks for the upgrade.
     *
     * @throws UpgradeRefused when the portal says no
     * @throws IOException for everything else that went wrong
     */
    public void open() throws IOException {
        try {
            connect();
            socket = dialer.secured(plain, endpoint);
            BufferedInputStream buffered = new BufferedInputStream(socket.getInputStream(), 2048);
            dialer.upgrade(endpoint).perform(buffered, socket.getOutputStream());
            in = new MessageReader(buffered, Protocol.MAX_FRAME);
        } catch (IOException e) {
            throw explained(e);
        }
        heardAt = System.nanoTime();
        pingedAt = heardAt;
        open = true;
        writer.start();
    }

    private void connect() throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
            Socket attempt = new Socket();
            plain = attempt;
            if (closed) {
                attempt.close();
                throw new SocketException("closed");
            }
            try {
                attempt.setSendBufferSize(SEND_BUFFER);
                attempt.setTcpNoDelay(true);
                attempt.connect(new InetSocketAddress(address, endpoint.port()), CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                attempt.close();
                failure = e;
            }
        }
        throw failure == null ? new IOException("no address") : failure;
    }

    /**
     * The next text; pings are answered meanwhile.
     *
     * @throws ClosedByPortal after its Close frame
     * @throws IOException when the link broke
     */
    public String receive() throws IOException {
        try {
            while (true) {
                Message message = in.next();
                heardAt = System.nanoTime();
                switch (message.opcode()) {
                    case Message.TEXT -> {
                        return message.text();
                    }
                    case Message.PING -> queue(new Message(Message.PONG, message.payload()));
                    case Message.CLOSE -> throw new ClosedByPortal(message.closeCode(), message.closeReason());
                    default -> ponged(message);
                }
            }
        } catch (BrokenLink e) {
            closeWith(e.code());
            throw e;
        } catch (ClosedByPortal e) {
            closeWith(NORMAL);
            throw e;
        } catch (EOFException e) {
            throw explained(new EOFException("the connection was closed"));
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** One that nobody asked for says only that the other end lives (RFC 6455, 5.5.3). */
    private void ponged(Message pong) {
        long mark = pong.mark();
        if (mark > arrived && mark <= pingedMark) {
            arrived = mark;
        }
    }

    /**
     * The highest mark of those in {@link #check} that came back: all that was sent before it has arrived, as pings are
     * answered in their turn. 0 before the first.
     */
    public long arrived() {
        return arrived;
    }

    /** False when the link is broken or takes nothing any more. */
    public boolean send(String text) {
        return queue(Message.text(text));
    }

    private boolean queue(Message message) {
        if (closed) {
            return false;
        }
        boolean taken = outgoing.offer(message);
        if (!taken) {
            abort("takes nothing any more");
        }
        return taken;
    }

    /**
     * Pings when that was done last {@code pingAfter} ago, and gives up when nothing was heard for twice as long.
     *
     * @param mark says how much was sent before; never less than the last time
     */
    public void check(Duration pingAfter, long mark) {
        long now = System.nanoTime();
        if (!open) {
            if (now - begun > OPENING.toNanos()) {
                abort("did not answer within " + OPENING.toSeconds() + " s");
            }
            return;
        }
        long silent = now - heardAt;
        if (silent > 2 * pingAfter.toNanos()) {
            abort("silent for " + Duration.ofNanos(silent).toSeconds() + " s");
        } else if (now - pingedAt > pingAfter.toNanos()) {
            pingedAt = now;
            pingedMark = mark;
            queue(Message.ping(mark));
        }
    }

    private void writeAll() {
        try {
            MessageWriter out = new MessageWriter(socket.getOutputStream(), dialer.random());
            while (!closed) {
                Message message = outgoing.take();
                out.write(message);
                if (message.opcode() == Message.CLOSE) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            abort("can't be written to: " + e.getMessage());
        }
    }

    /** Says why in a Close frame, as far as that can be sent within a second; the other end answers and closes. */
    public void sayGoodbye(int code) {
        if (open && !closed && outgoing.offer(Message.close(code))) {
            try {
                writer.join(CLOSING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeWith(int code) {
        sayGoodbye(code);
        close();
    }

    private void abort(String why) {
        if (cause == null) {
            cause = why;
        }
        close();
    }

    /** Ends it at once. The plain socket is closed, as closing a TLS one may wait for the network. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            plain.close();
        } catch (IOException e) {
            cause = "can't be closed: " + e.getMessage();
        }
    }

    /** What was found out here says more than the error of a socket that was closed for it. */
    private IOException explained(IOException e) {
        return cause == null ? e : new IOException(cause, e);
    }
}
