package io.ftpcluster.master.http.connections;

import io.ftpcluster.master.config.Network;
import io.ftpcluster.master.rate.RateLimiter;
import io.ftpcluster.text.EnumNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connections of this node's clients, and what they may take together. Thread-safe. */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int IPV4_BYTES = 4;
    /** So that what has only just begun to wait counts as well. */
    private static final long LEAST_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ConnectionLimits limits;
    private final List<Network> trustedProxies;
    private final Set<ConnectionWatch> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final LoadShedder shedder;
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicLong grown = new AtomicLong();
    /** Who attacks must not fill the log as well. */
    private final RateLimiter remarks = RateLimiter.onceEach(Duration.ofMinutes(1));
    private final ReentrantLock looking = new ReentrantLock();
    private final Counter refused;
    private final Map<ConnectionWatch.Reason, Counter> cuts = new EnumMap<>(ConnectionWatch.Reason.class);
    private volatile long waiting;

    /** @param trustedProxies many clients come by one of these, so their addresses are not counted */
    public Connections(ConnectionLimits limits, List<Network> trustedProxies, MeterRegistry metrics) {
        this.limits = limits;
        this.trustedProxies = List.copyOf(trustedProxies);
        this.shedder = new LoadShedder(limits.connections(), open, count);
        Gauge.builder("ftpcluster.http.connections", count, AtomicInteger::get)
                .strongReference(true)
                .description("Open connections of clients.")
                .register(metrics);
        Gauge.builder("ftpcluster.http.unsent", this, all -> all.waiting)
                .strongReference(true)
                .baseUnit("bytes")
                .description("About what waits in memory for clients to take it.")
                .register(metrics);
        refused = Counter.builder("ftpcluster.http.connections.refused")
                .description("Connections that were closed at once, as there were too many.")
                .register(metrics);
        for (ConnectionWatch.Reason reason : ConnectionWatch.Reason.values()) {
            cuts.put(reason,
                    Counter.builder("ftpcluster.http.connections.cut")
                            .tag("reason", EnumNames.of(reason))
                            .description("Connections that were cut for what they took.")
                            .register(metrics));
        }
    }

    public ConnectionLimits limits() {
        return limits;
    }

    /** Whether the connection may stay; it counts until it closes then. */
    boolean admit(Channel channel) {
        Optional<InetAddress> address = counted(channel);
        count.incrementAndGet();
        if (!shedder.hasRoom()) {
            count.decrementAndGet();
            refuse("from everywhere");
            return false;
        }
        if (address.isPresent() && byAddress.merge(address.get(), 1, Integer::sum) > limits.perAddress()) {
            leave(address);
            refuse("from " + address.get().getHostAddress());
            return false;
        }
        ConnectionWatch watch = new ConnectionWatch(this, channel);
        open.add(watch);
        channel.pipeline().addFirst(watch);
        channel.closeFuture().addListener(closed -> {
            open.remove(watch);
            leave(address);
            shedder.closed(watch);
        });
        return true;
    }

    private void leave(Optional<InetAddress> address) {
        address.ifPresent(known -> byAddress.computeIfPresent(known, (key, number) -> number == 1 ? null : number - 1));
        count.decrementAndGet();
    }

    /** Empty for trusted proxies, and for what has no address. */
    private Optional<InetAddress> counted(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null
                || trustedProxies.stream().anyMatch(network -> network.contains(remote.getAddress()))) {
            return Optional.empty();
        }
        return Optional.of(ofOneClient(remote.getAddress()));
    }

    /** Whoever has an IPv6 address has all of its /64. */
    static InetAddress ofOneClient(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return address;
        }
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    private void refuse(String whence) {
        refused.increment();
        remark("Too many connections " + whence + ": more are closed at once");
    }

    void wasCut(ConnectionWatch.Reason reason) {
        cuts.get(reason).increment();
        if (reason == ConnectionWatch.Reason.SHED) {
            remark("Too many connections from everywhere: those that have waited longest for their clients are closed");
        } else if (reason != ConnectionWatch.Reason.HEAD && reason != ConnectionWatch.Reason.STALLED) {
            remark("A client that takes nothing of what it asks for was cut (" + EnumNames.of(reason) + ")");
        }
    }

    private void remark(String line) {
        if (remarks.tryAcquire()) {
            LOG.warn("{}; there are {} connections. Metrics count all of them", line, count.get());
        }
    }

    /** So many more bytes wait: looks at all connections when it is much. */
    void grew(long bytes) {
        if (grown.addAndGet(bytes) > limits.waiting() / 8) {
            look();
        }
    }

    /** Whether half of what may wait does. */
    boolean isTight() {
        return waiting + grown.get() > limits.waiting() / 2;
    }

    /** To be done now and then: cuts who took too long, and who holds too much. */
    public void look() {
        // One at a time; whoever comes meanwhile would see the same.
        if (!looking.tryLock()) {
            return;
        }
        try {
            grown.set(0);
            long now = System.nanoTime();
            long sum = 0;
            List<Holder> holders = new ArrayList<>();
            for (ConnectionWatch watch : open) {
                long weight = watch.weight();
                boolean waits = watch.unsent() > 0;
                long still = watch.progress().look(watch.taken(), waits || weight > 0, now);
                sum += weight;
                if (watch.isHeadLate(now)) {
                    watch.cut(ConnectionWatch.Reason.HEAD);
                } else if (watch.isQuiet(now) || (waits && still > limits.stall().toNanos())) {
                    watch.cut(ConnectionWatch.Reason.STALLED);
                } else if (weight > 0) {
                    holders.add(new Holder(watch, weight, still));
                }
            }
            waiting = sum;
            if (sum > limits.waiting()) {
                relieve(holders, sum - limits.waiting() / 4 * 3);
            }
        } finally {
            looking.unlock();
        }
    }

    private record Holder(ConnectionWatch watch, long weight, long still) {

        /** Much for a short time is what a quick client does, and little for long a slow one. */
        double score() {
            return (double) weight * (still + LEAST_AGE_NANOS);
        }
    }

    private static void relieve(List<Holder> holders, long excess) {
        holders.sort(Comparator.comparingDouble(Holder::score).reversed());
        long left = excess;
        for (Holder holder : holders) {
            if (left <= 0) {
                return;
            }
            left -= holder.weight();
            holder.watch().cut(ConnectionWatch.Reason.MEMORY);
        }
    }
}
