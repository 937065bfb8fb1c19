package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports on loopback that nobody uses now, for programs that must be told theirs before they start. One that was given
 * is given to no other test until this process has ended, also where tests run in several processes: a node of a
 * cluster may start long after the ports of all were chosen.
 */
public final class FreePorts {

    /** From here on the system gives ports to whoever wants any: daemons may take theirs for data there. */
    static final int LOWEST_OF_SYSTEM = 32_768;

    /** Below those that the system gives to whoever wants any, which other tests do all the time. */
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;

    /** A byte for each port; who has a port holds the lock of its byte. Locks end with their process. */
    private static final FileChannel RESERVATIONS = openReservations();
    private static final Set<Integer> OWN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    public static int one() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        } while (!reserve(port) || !isFree(port));
        return port;
    }

    /** Different ones. */
    public static List<Integer> some(int count) {
        return IntStream.range(0, count).mapToObj(port -> one()).toList();
    }

    private static boolean reserve(int port) {
        try {
            // A process may not ask twice for a lock that it has.
            return OWN.add(port) && RESERVATIONS.tryLock(port, 1, false) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel openReservations() {
        Path file = Path.of(System.getProperty("java.io.tmpdir"),
                "ftpcluster-test-ports-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
