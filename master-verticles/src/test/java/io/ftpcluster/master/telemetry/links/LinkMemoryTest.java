package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand links must fit: what one costs, together with its other end in this JVM. */
class LinkMemoryTest {

    private static final int LINKS = 1_000;
    private static final long MOST_EACH = 25_000;

    @Test
    void aLinkCostsLittle() throws Exception {
        List<AgentPeer> agents = new ArrayList<>();
        try (LinkPortal portal = LinkPortal.start()) {
            for (int i = 0; i < 100; i++) {
                agents.add(portal.linked("early-" + i));
            }
            long before = used();
            for (int i = 0; i < LINKS; i++) {
                agents.add(portal.linked("server-" + i));
            }
            long each = (used() - before) / LINKS;
            assertTrue(each < MOST_EACH, each + " bytes for each link");
        } finally {
            for (AgentPeer agent : agents) {
                agent.close();
            }
        }
    }

    /** Heap and Netty's native memory. */
    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }
}
