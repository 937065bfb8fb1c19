package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.auth.Buckets.Outcome;
import io.ftpcluster.master.auth.Buckets.Size;
import io.ftpcluster.testing.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes' buckets on one map, with the time by hand. */
class SharedBucketsTest {

    private static final Size THREE = new Size(3, Duration.ofSeconds(30));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    private final Future<AsyncMap<String, Long>> map = vertx.sharedData().getLocalAsyncMap("buckets");
    private final SharedBuckets one = onMap(map, 0);
    private final SharedBuckets other = onMap(map, 0);

    private SharedBuckets onMap(Future<AsyncMap<String, Long>> all, long clockError) {
        return new SharedBuckets(THREE, new LocalBuckets(THREE, () -> millis.get() * 1_000_000), all,
                () -> millis.get() + clockError, SharedBuckets.DEADLINE);
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static Outcome.Taken taken(SharedBuckets buckets) throws Exception {
        return assertInstanceOf(Outcome.Taken.class, get(buckets.take("ann")));
    }

    private static Duration refused(SharedBuckets buckets) throws Exception {
        return assertInstanceOf(Outcome.Empty.class, get(buckets.take("ann"))).freeIn();
    }

    @Test
    void whatIsTakenOnOneNodeIsGoneOnTheOther() throws Exception {
        taken(one);
        taken(other);
        taken(one);

        assertEquals(Duration.ofSeconds(30), refused(other));
        assertEquals(Duration.ofSeconds(30), refused(one));
        millis.addAndGet(30_000);
        taken(other);
        refused(one);
        // Refusals have cost nothing: after its time it is full.
        millis.addAndGet(90_000);
        for (SharedBuckets each : List.of(one, other, one)) {
            taken(each);
        }
        refused(other);
    }

    @Test
    void whatGoesBackIsThereForTheOther() throws Exception {
        taken(one);
        taken(one);
        Outcome.Taken last = taken(one);
        refused(other);

        last.back().run();

        Outcomes.until(() -> {
            try {
                return get(other.take("ann")) instanceof Outcome.Taken;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        refused(one);
    }

    @Test
    void allAtOnceGetNoMore() throws Exception {
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (SharedBuckets each : List.of(one, other, onMap(map, 0), onMap(map, 0))) {
                all.add(each.take("ann"));
            }
        }
        int through = 0;
        for (Future<Outcome> each : all) {
            through += get(each) instanceof Outcome.Taken ? 1 : 0;
        }
        assertEquals(3, through);
    }

    @Test
    void aClockThatIsAnHourAheadLocksNobodyOut() throws Exception {
        taken(onMap(map, Duration.ofHours(1).toMillis()));

        assertEquals(Duration.ofSeconds(30), refused(one));
        millis.addAndGet(30_000);
        taken(one);
    }

    @Test
    void withoutTheMapItsOwnBucketDecidesAndTheLogSaysSoOnce() throws Exception {
        Promise<AsyncMap<String, Long>> late = Promise.promise();
        SharedBuckets alone = onMap(late.future(), 0);
        LogCapture log = new LogCapture();
        try {
            for (int i = 0; i < 3; i++) {
                taken(alone);
            }
            refused(alone);
            assertEquals(1, log.lines().stream().filter(line -> line.contains("by each node for itself")).count());

            late.complete(get(map));
            millis.addAndGet(30_000);
            taken(alone);
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("over the whole cluster again")),
                    log.lines()::toString);
        } finally {
            log.close();
        }
    }

    @Test
    void aMapThatFailsLeavesItsOwnBucket() throws Exception {
        SharedBuckets alone = onMap(Future.failedFuture("no quorum"), 0);
        for (int i = 0; i < 3; i++) {
            taken(alone);
        }
        refused(alone);
    }
}
