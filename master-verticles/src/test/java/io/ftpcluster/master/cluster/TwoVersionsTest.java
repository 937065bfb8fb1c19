package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.master.cluster.DatabaseInfo.Kind;
import io.ftpcluster.testing.TestCluster.Member;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** While a cluster is upgraded node by node, a newer one may say what an older one doesn't know. */
class TwoVersionsTest {

    private static final Address<Old, Answered> OLD = Address.of("asked", Old.class, Answered.class);
    private static final Address<New, Answered> NEW = Address.of("asked", New.class, Answered.class);
    private static final Topic<Old> OLD_NEWS = new Topic<>("news", Old.class);
    private static final Topic<New> NEW_NEWS = new Topic<>("news", New.class);

    @Wire("answered.v1")
    record Answered() {}

    @Wire("asked.v1")
    record Old(String text) {}

    @Wire("asked.v2")
    record New(String text, int more) {}

    @Test
    void whatTheOlderOneDoesNotKnowIsRefusedAndTheRestGoesOn() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            Member older = cluster.join(new DatabaseInfo(Kind.OWNED, ""));
            Member newer = cluster.join(new DatabaseInfo(Kind.ELSEWHERE, ""));
            Bus old = bus(older, List.of(OLD), List.of(OLD_NEWS));
            Bus fresh = bus(newer, List.of(OLD, NEW), List.of(OLD_NEWS, NEW_NEWS));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            old.answerFor(OLD, request -> Future.succeededFuture(new Answered())).begun().await(30, TimeUnit.SECONDS);
            old.listen(OLD_NEWS, event -> heard.add(event.text())).begun().await(30, TimeUnit.SECONDS);

            FailureException refused = assertThrows(FailureException.class,
                    () -> fresh.request(NEW, new New("x", 1)).await(30, TimeUnit.SECONDS));
            fresh.publish(NEW_NEWS, new New("unknown", 1));
            fresh.publish(OLD_NEWS, new Old("known"));

            assertEquals(FailureCode.UNAVAILABLE, refused.failure().code());
            assertEquals("The node that answers at asked runs another version and doesn't know this message.",
                    refused.failure().detail());
            assertEquals(new Answered(), fresh.request(OLD, new Old("x")).await(30, TimeUnit.SECONDS));
            assertEquals("known", heard.poll(30, TimeUnit.SECONDS));
        }
    }

    private static Bus bus(Member node, List<Address<?, ?>> addresses, List<Topic<?>> topics) {
        return new Bus(node.vertx(), addresses, topics, BusSettings.ALONE);
    }
}
