package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.master.telemetry.TelemetryNodes.One;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.ProbeOutcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clustered nodes in one process: one probes the servers without an agent, and all know what came of it. */
class ProbesAcrossNodesTest {

    private static final ProbeOutcome ANSWERS = new ProbeOutcome(null, 12);
    private static final ProbeOutcome FAILS = new ProbeOutcome(
            new Step(Name.CONNECT, Outcome.FAILED, 3, "Connection refused.", "Start the FTP server."), 3);

    @TempDir
    private Path dir;
    private TelemetryNodes nodes;
    private One owner;
    private One second;
    private String alpha;
    /** Which node has probed, each time. */
    private final List<Integer> probing = new CopyOnWriteArrayList<>();
    private volatile ProbeOutcome outcome = ANSWERS;

    @BeforeEach
    void open() throws Exception {
        nodes = new TelemetryNodes();
        owner = start();
        second = start();
        alpha = nodes.register("alpha");
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    private One start() throws Exception {
        One node = nodes.start(dir);
        node.bus.answer(Diagnosis.PROBE, probe -> {
            probing.add(node.number);
            return outcome;
        }).await(30, TimeUnit.SECONDS);
        return node;
    }

    /** As when an admin has changed its settings: it is probed at once. */
    private void probe(ProbeOutcome next) throws Exception {
        outcome = next;
        int before = probing.size();
        change();
        Eventually.until(() -> probing.size() > before);
    }

    private void change() {
        owner.bus.publish(Servers.CHANGED, new Servers.Changed(alpha));
    }

    private void assertStands(String expected, One... all) throws Exception {
        for (One node : all) {
            assertEquals(expected + " null null []", node.stands(alpha, expected + " null null []"));
        }
    }

    @Test
    void oneNodeProbesAndAllKnow() throws Exception {
        assertStands("LIVE", owner, second);
        assertEquals(12, second.state(alpha).probe().millis());
        probe(FAILS);
        assertStands("STALE", owner, second);
        probe(FAILS);
        assertStands("OFFLINE", owner, second);
        State known = second.state(alpha);
        assertEquals("The portal's probe failed (connect).", known.reason());
        assertEquals("The portal's probe failed (connect). Connection refused. Start the FTP server.",
                known.probe().reason());
        assertEquals(2, known.probe().failures());
        assertEquals(Set.of(owner.number), Set.copyOf(probing));

        One third = start();
        assertStands("OFFLINE", third);
        assertEquals(known.probe(), third.state(alpha).probe());
    }

    @Test
    void theNextHolderOfTheLeaseGoesOn() throws Exception {
        assertStands("LIVE", owner, second);
        probe(FAILS);
        assertStands("STALE", owner, second);
        nodes.prober.set(second.number);
        for (int i = 0; i < 20 && !probing.contains(second.number); i++) {
            // Nobody holds the lease for a moment, and what has changed then is looked at when it always is.
            change();
            second.vertx.timer(1500, TimeUnit.MILLISECONDS).await(30, TimeUnit.SECONDS);
        }
        assertStands("OFFLINE", owner, second);
        probe(ANSWERS);
        assertStands("LIVE", owner, second);
        assertEquals(second.number, probing.getLast());
    }

    @Test
    void anAgentOnAnotherNodeEndsIt() throws Exception {
        assertStands("LIVE", owner, second);
        assertNotNull(owner.state(alpha).probe());
        second.link(alpha, "a", 1);
        owner.awaitLink(alpha, "n1");
        assertNull(owner.state(alpha).probe());
        assertNull(second.state(alpha).probe());
    }
}
