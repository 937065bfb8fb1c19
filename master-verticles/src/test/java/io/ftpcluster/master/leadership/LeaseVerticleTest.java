package io.ftpcluster.master.leadership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.testing.Eventually;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and a real database. Nodes' clocks stand still, so that they believe in what they have until they are told. */
class LeaseVerticleTest {

    private static final int PATIENCE_SECONDS = 30;
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    /** Longer than any test. */
    private static final int LONG = 3600;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AtomicLong time = new AtomicLong();
    private final LeaseVerticle one = new LeaseVerticle(vertx, bus, "one", time::get);
    private final LeaseVerticle two = new LeaseVerticle(vertx, bus, "two", time::get);
    private final List<String> deployed = new ArrayList<>();
    private Database database;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        database = Database.prepare(new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()), dir)
                .open(vertx, false);
        vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), Clock.systemUTC()),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        // Before the database, to which they give back what they have.
        for (String id : List.copyOf(deployed)) {
            undeploy(id);
        }
        database.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String deploy(LeaseVerticle node) throws TimeoutException {
        String id = vertx.deployVerticle(node).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        deployed.add(id);
        return id;
    }

    private void undeploy(String id) throws TimeoutException {
        deployed.remove(id);
        vertx.undeploy(id).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Leases.Taken take(String lease, String holder) throws TimeoutException {
        return bus.request(Leases.TAKE, new Leases.Take(lease, holder, LONG)).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void leasesOfDifferentNamesAreHeldIndependently() throws Exception {
        // What the test takes for them outlives any pause of the machine; renewals by the holder keep the epoch.
        take("history", "one");
        take("jobs", "two");
        Leadership history = one.of("history");
        Leadership jobs = two.of("jobs");
        Leadership othersJobs = one.of("jobs");
        Leadership othersHistory = two.of("history");
        assertFalse(history.isHeld(), "not before the start");
        deploy(one);
        deploy(two);

        assertEquals(new Token("history", "one", 1), history.token().orElseThrow());
        assertEquals(new Token("jobs", "two", 1), jobs.token().orElseThrow());
        assertFalse(othersJobs.isHeld());
        assertFalse(othersHistory.isHeld());

        jobs.lost(jobs.token().orElseThrow());
        assertFalse(jobs.isHeld());
        assertTrue(history.isHeld());
    }

    @Test
    void aStopGivesEachBackToTheOtherNode() throws Exception {
        Leadership first = one.of("history");
        Leadership second = one.of("jobs");
        String stopped = deploy(one);
        assertTrue(first.isHeld());
        assertTrue(second.isHeld());
        undeploy(stopped);
        assertFalse(first.isHeld());
        assertFalse(second.isHeld());

        Leadership next = two.of("history");
        Leadership other = two.of("jobs");
        deploy(two);
        // With its first question: it would have to wait for 8 s else.
        assertEquals(new Token("history", "two", 2), next.token().orElseThrow());
        assertEquals(new Token("jobs", "two", 2), other.token().orElseThrow());
    }

    @Test
    void aNameThatIsAskedForLaterIsHeldFromThenOn() throws Exception {
        String id = deploy(one);
        Leadership late = one.of("late");
        assertSame(late, one.of("late"));
        Eventually.until(late::isHeld);
        undeploy(id);
        assertFalse(late.isHeld());
        assertTrue(take("late", "two").held());
        assertTrue(take("never", "two").held());
        assertFalse(one.of("never").isHeld());
    }

    @Test
    void aNameThatNoLeaseCanHaveIsRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> one.of(""));
        assertThrows(IllegalArgumentException.class, () -> one.of("x".repeat(65)));
    }
}
