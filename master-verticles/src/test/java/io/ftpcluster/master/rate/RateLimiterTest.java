package io.ftpcluster.master.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    @Test
    void givesWhatIsThereAndWhatCameBack() {
        RateLimiter limiter = new RateLimiter(new Gcra(2, 10), 100);

        assertTrue(limiter.tryAcquire(100));
        assertTrue(limiter.tryAcquire(100));
        assertFalse(limiter.tryAcquire(109));
        limiter.giveBack();
        assertTrue(limiter.tryAcquire(109));
        assertTrue(limiter.tryAcquire(110));
        assertFalse(limiter.tryAcquire(110));
    }

    @Test
    void onceEachPeriodBeginsAtOnce() {
        RateLimiter limiter = RateLimiter.onceEach(Duration.ofDays(1));

        assertTrue(limiter.tryAcquire());
        assertFalse(limiter.tryAcquire());
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        RateLimiter limiter = new RateLimiter(new Gcra(1_000, 10), 0);
        List<Future<Integer>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                counts.add(threads.submit(() -> {
                    int taken = 0;
                    for (int i = 0; i < 500; i++) {
                        taken += limiter.tryAcquire(0) ? 1 : 0;
                    }
                    return taken;
                }));
            }
        }
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get();
        }
        assertEquals(1_000, sum);
    }
}
