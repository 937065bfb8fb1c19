package io.ftpcluster.master.files;

import static io.ftpcluster.testing.Eventually.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.FileStreams.Ending;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Transfers.Direction;
import io.ftpcluster.messages.Transfers.Transfer;
import io.ftpcluster.messages.Transfers.TransferList;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Limits, the list and the end of transfers over two members. The last test takes one away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTransfersTest {

    private static final long PATIENCE = 20;
    private static final Actor ADMIN = Actors.admin("a", "admin", "192.0.2.9");

    private static final List<TransferRegistry> TRANSFERS = new ArrayList<>();
    private static TestCluster cluster;

    /** Moves nothing until it is over. */
    private static final class Stream implements FileStreams.Moving {
        private final Promise<Ending> ending = Promise.promise();

        @Override
        public Future<Ending> over() {
            return ending.future();
        }

        @Override
        public void breakOff(Throwable cause) {
            ending.tryComplete(Ending.ENDED);
        }

        @Override
        public long moved() {
            return 0;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.of(2);
        for (int i = 0; i < 2; i++) {
            TestCluster.Member member = cluster.get(i);
            get(member.bus().answer(Audit.RECORD, entry -> Done.DONE));
            TransferRegistry transfers = new TransferRegistry(new Config.Transfers(2, 3), member.self(),
                    new SimpleMeterRegistry());
            TRANSFERS.add(transfers);
            get(member.vertx()
                    .deployVerticle(new TransfersVerticle(member.bus(), transfers),
                            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(PATIENCE, TimeUnit.SECONDS);
    }

    private static Stream begin(int node, String user, String server) {
        TransferRegistry transfers = TRANSFERS.get(node);
        Actor actor = Actors.user(user, user, "192.0.2.1");
        Permissions.Permission permission = new Permissions.Permission("p", user, user, server, server, "ftp",
                EnumSet.allOf(Permissions.Right.class), null, Instant.EPOCH);
        return transfers.within(actor, permission, permit -> {
            Stream stream = new Stream();
            transfers.begin(
                    permit, new LiveTransfer.Description(actor,
                            new Files.Location(user, server, RemotePath.parse("/file")), Direction.DOWNLOAD, 10),
                    stream);
            return stream;
        });
    }

    private static FailureCode refused(int node, String user, String server) {
        return assertThrows(FailureException.class, () -> begin(node, user, server)).failure().code();
    }

    private static void untilKnown(int node, String user, int count) throws TimeoutException {
        until(() -> TRANSFERS.get(node).elsewhere().ofUser(user) == count);
    }

    @Test
    @Order(1)
    void aUsersTransfersCountOnBothNodes() throws Exception {
        Stream one = begin(0, "ann", "alpha");
        untilKnown(1, "ann", 1);
        Stream two = begin(1, "ann", "beta");
        untilKnown(0, "ann", 1);

        assertEquals(FailureCode.THROTTLED, refused(0, "ann", "gamma"));
        assertEquals(FailureCode.THROTTLED, refused(1, "ann", "gamma"));

        one.breakOff(null);
        untilKnown(1, "ann", 0);
        begin(1, "ann", "gamma").breakOff(null);
        two.breakOff(null);
        untilKnown(0, "ann", 0);
    }

    @Test
    @Order(2)
    void soDoAServers() throws Exception {
        List<Stream> streams = List.of(begin(0, "u1", "full"), begin(0, "u2", "full"), begin(0, "u3", "full"));
        until(() -> TRANSFERS.get(1).elsewhere().ofServer("full") == 3);

        assertEquals(FailureCode.UNAVAILABLE, refused(1, "u4", "full"));

        streams.forEach(stream -> stream.breakOff(null));
        until(() -> TRANSFERS.get(1).elsewhere().ofServer("full") == 0);
    }

    @Test
    @Order(3)
    void anyNodeListsAndEndsThoseOfAnother() throws Exception {
        Stream far = begin(1, "ben", "alpha");
        List<String> ids = List.of(cluster.get(0).self().id(), cluster.get(1).self().id());
        Map<String, TransferList> lists = get(
                cluster.get(0).bus().requestEach(Transfers.LIST, ids, new Transfers.FindAll("ben")));
        assertEquals(List.of(), lists.get(ids.get(0)).transfers());
        Transfer listed = lists.get(ids.get(1)).transfers().getFirst();
        assertEquals("n1", listed.node());

        get(cluster.get(0)
                .bus()
                .request(Transfers.END.of(Transfers.nodeOf(listed.id())), new Transfers.End(ADMIN, listed.id())));

        assertTrue(far.over().isComplete());
        untilKnown(0, "ben", 0);
    }

    @Test
    @Order(4)
    void aNodeThatGoesTakesItsTransfersWithIt() throws Exception {
        begin(1, "cid", "alpha");
        begin(1, "cid", "alpha");
        untilKnown(0, "cid", 2);
        assertEquals(FailureCode.THROTTLED, refused(0, "cid", "beta"));

        cluster.get(1).close();

        untilKnown(0, "cid", 0);
        begin(0, "cid", "beta").breakOff(null);
    }
}
