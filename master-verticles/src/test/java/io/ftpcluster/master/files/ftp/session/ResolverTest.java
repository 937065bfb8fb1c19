package io.ftpcluster.master.files.ftp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Name servers that are silent: a look-up of {@code silent...} takes until the test ends. */
class ResolverTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
    private final Resolver resolver = new Resolver(this::lookUp);

    @AfterEach
    void stop() {
        over.countDown();
        resolver.close();
        askers.close();
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        if (host.startsWith("silent")) {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (host.startsWith("unknown")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[]{InetAddress.ofLiteral("192.0.2.1")};
    }

    @Test
    void givesUpAtTheDeadline() {
        assertThrows(SocketTimeoutException.class, () -> resolver.resolve("silent.example", Duration.ofMillis(50)));
    }

    @Test
    void aSilentNameHoldsUpNoOther() throws Exception {
        List<Future<List<InetAddress>>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(askers.submit(() -> resolver.resolve("silent.example", LONG)));
        }
        assertEquals("192.0.2.1", resolver.resolve("good.example", LONG).getFirst().getHostAddress());
        over.countDown();
        for (Future<List<InetAddress>> asker : waiting) {
            assertEquals(1, asker.get(20, TimeUnit.SECONDS).size());
        }
    }

    @Test
    void anAddressNeedsNobody() throws Exception {
        assertEquals("127.0.0.1", resolver.resolve("127.0.0.1", LONG).getFirst().getHostAddress());
        assertEquals("0:0:0:0:0:0:0:1", resolver.resolve("::1", LONG).getFirst().getHostAddress());
        assertEquals(0, lookups.get());
    }

    @Test
    void looksAgainAfterAFailure() {
        for (int i = 1; i <= 2; i++) {
            assertThrows(UnknownHostException.class, () -> resolver.resolve("unknown.example", LONG));
            assertEquals(i, lookups.get());
        }
    }
}
