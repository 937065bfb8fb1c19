package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.cluster.Clustering.SharedKeys;
import io.ftpcluster.testing.TestCluster.Member;
import io.ftpcluster.testing.TestCluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nodes with several keys, as while these are replaced. */
class ReplacedKeysTest {

    private static final DatabaseInfo DATABASE = new DatabaseInfo(DatabaseInfo.Kind.SHARED, "one");
    private static final SharedKeys OLD = TestCluster.KEYS;
    private static final SharedKeys NEW = TestCluster.keys("new").inCluster(OLD.usualName());

    private static SharedKeys both(SharedKeys first, SharedKeys second) {
        return new SharedKeys(List.of(first.secretKey(), second.secretKey()),
                List.of(first.newestFernetKey(), second.newestFernetKey()), OLD.usualName());
    }

    @Test
    void nodesOfNeighbouringStepsAreOneCluster() throws Exception {
        try (TestCluster cluster = TestCluster.of(1)) {
            Member old = cluster.members().getFirst();
            Member accepting = cluster.join(both(OLD, NEW), DATABASE);
            talk(old, accepting);
            old.close();
            Member using = cluster.join(both(NEW, OLD), DATABASE);
            talk(accepting, using);
            accepting.close();
            talk(using, cluster.join(NEW, DATABASE));
        }
    }

    /** It trusts the cluster, but the cluster doesn't trust it: alone it would encrypt anew what nobody else can read. */
    @Test
    void aNodeThatUsesAKeyWhichOthersHaveNotIsRefused() throws Exception {
        try (TestCluster cluster = TestCluster.of(1)) {
            assertRefused(cluster, both(NEW, OLD));
            assertRefused(cluster, NEW);
        }
    }

    private static void assertRefused(TestCluster cluster, SharedKeys keys) {
        FailureException refused = assertThrows(FailureException.class, () -> cluster.join(keys, DATABASE));
        assertEquals(
                "The cluster refused this node: its keys differ. Give all nodes the same SECRET_KEY and FERNET_KEY.",
                refused.failure().detail());
    }

    private static void talk(Member one, Member other) throws Exception {
        answer(one, other, "there");
        answer(other, one, "back");
    }

    private static void answer(Member asks, Member answers, String what) throws Exception {
        String address = "test." + what + "." + answers.self().id();
        answers.vertx()
                .eventBus()
                .<String>consumer(address, question -> question.reply(question.body() + "!"))
                .completion()
                .await(30, TimeUnit.SECONDS);
        assertEquals("hello!",
                asks.vertx()
                        .eventBus()
                        .<String>request(address, "hello")
                        .map(answer -> answer.body())
                        .await(30, TimeUnit.SECONDS));
    }
}
