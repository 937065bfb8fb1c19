package fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One thread for all links: a selector and a queue of times, which takes a fraction of a core for 10,000 of them. */
final class Loop implements Runnable {

    private static final int BUFFER = 64 * 1024;
    private static final long LONGEST_WAIT_MILLIS = 100;

    private final InetSocketAddress portal;
    private final Selector selector;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private volatile boolean running = true;

    private record Due(long at, Link link) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.signum(at - other.at); // as System.nanoTime says: by difference
        }
    }

    Loop(InetSocketAddress portal) throws IOException {
        this.portal = portal;
        selector = Selector.open();
    }

    /** From any thread. */
    void order(Runnable task) {
        orders.add(task);
        selector.wakeup();
    }

    void stop() {
        running = false;
        selector.wakeup();
    }

    /** On the loop's thread only: calls {@link Link#due} then, and not at what was asked for before. */
    void at(long nanoTime, Link link) {
        link.armed = nanoTime;
        queue.add(new Due(nanoTime, link));
    }

    Wire connect(Link link) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Wire wire = new Wire(channel, link);
        wire.registered(channel.register(selector, SelectionKey.OP_CONNECT, wire));
        try {
            if (channel.connect(portal)) {
                orders.add(wire::connected);
            }
        } catch (IOException e) {
            wire.close();
            throw e;
        }
        return wire;
    }

    @Override
    public void run() {
        try {
            while (running) {
                selector.select(key -> ((Wire) key.attachment()).ready(buffer), waitMillis());
                for (Runnable task = orders.poll(); task != null; task = orders.poll()) {
                    task.run();
                }
                runDue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void runDue() {
        long now = System.nanoTime();
        while (!queue.isEmpty() && queue.peek().at() - now <= 0) {
            Due due = queue.poll();
            if (due.link().armed == due.at()) {
                due.link().due(now);
            }
        }
    }

    private long waitMillis() {
        Due first = queue.peek();
        long millis = first == null ? LONGEST_WAIT_MILLIS : (first.at() - System.nanoTime()) / 1_000_000;
        return Math.clamp(millis, 1, LONGEST_WAIT_MILLIS); // 0 would wait without an end
    }
}
