package io.ftpcluster.master.http.connections;

import com.sun.management.UnixOperatingSystemMXBean;
import io.ftpcluster.master.config.Config;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What clients may take of this process.
 *
 * @param connections at once, in all; more are closed as soon as they are accepted
 * @param perAddress of those, from one address (IPv6: one /64); trusted proxies have no such limit
 * @param waiting bytes of answers that nobody has taken yet, in all; who holds most for longest is cut
 * @param waitingEach the same of one connection
 * @param head until a request's head has come, from its first byte, and for a new connection from its beginning
 * @param stall how long a client may take nothing of what waits for it, or have no request under way
 */
public record ConnectionLimits(int connections, int perAddress, long waiting, long waitingEach, Duration head,
        Duration stall) {

    /** Of heap, for a connection that stands still; with TLS its keys and engine come on top. */
    private static final long PLAIN_BYTES = 16 * 1024;
    private static final long TLS_BYTES = 32 * 1024;
    private static final Duration HEAD = Duration.ofSeconds(30);

    public ConnectionLimits {
        if (connections < 1 || perAddress < 1 || waiting < 1 || waitingEach < 1 || !head.isPositive()
                || !stall.isPositive()) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** As configured, or by what this process has. */
    public static ConnectionLimits of(Config.Http http) {
        return of(http, Runtime.getRuntime().maxMemory(), descriptors());
    }

    /**
     * @param heap bytes
     * @param descriptors how many the process may open; the rest is for files, FTP sessions and the cluster
     */
    static ConnectionLimits of(Config.Http http, long heap, long descriptors) {
        Config.Limits given = http.edge().limits();
        long byHeap = heap / (http.isEncrypted() ? TLS_BYTES : PLAIN_BYTES);
        long found = Math.clamp(Math.min(byHeap, descriptors / 4 * 3), 1, Integer.MAX_VALUE);
        int connections = given.connections() > 0 ? given.connections() : (int) found;
        int perAddress = given.connectionsPerAddress() > 0
                ? given.connectionsPerAddress()
                : Math.max(1, (int) (connections * 3L / 4));
        long waiting = Math.max(8 << 20, heap / 5);
        return new ConnectionLimits(connections, perAddress, waiting, waiting / 3, HEAD, http.idle());
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
