package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.telemetry.links.AgentPeer.Received;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Links that nobody ends, and the end of all links. */
class LinkEndsTest {

    @Test
    void whoSaysNoHelloIsNotWaitedFor() throws Exception {
        try (LinkPortal portal = LinkPortal.start(LinkPortal.HASTY); AgentPeer mute = portal.agent("alpha")) {
            Received end = mute.awaitClose();
            assertEquals(Close.SILENT.code(), end.closeCode());
            assertEquals("no hello within 1 s", end.closeReason());
            assertEquals(1, portal.refused(RejectionLog.Reason.SILENT));
        }
    }

    @Test
    void whoAnswersPingsIsAlive() throws Exception {
        try (LinkPortal portal = LinkPortal.start(LinkPortal.IMPATIENT); AgentPeer quiet = portal.linked("alpha")) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < LinkPortal.IMPATIENT.silence().plusSeconds(1).toNanos()) {
                Received ping = quiet.next();
                assertEquals(AgentPeer.PING, ping.type());
                quiet.send(AgentPeer.PONG, true, ping.payload().getBytes());
            }
            assertTrue(portal.toldNothing());
        }
    }

    /** As when the network went away: nothing comes, and nobody says so. */
    @Test
    void aHalfOpenConnectionIsGivenUp() throws Exception {
        try (LinkPortal portal = LinkPortal.start(LinkPortal.IMPATIENT); AgentPeer gone = portal.linked("alpha")) {
            assertEquals("no sign of life for 4 s", portal.told(Telemetry.Unlinked.class).reason());
            assertEquals(0, portal.links());
            assertEquals(AgentPeer.PING, gone.next().type());
            assertEquals(Close.SILENT.code(), gone.awaitClose().closeCode());
        }
    }

    @Test
    void httpsLimitOfIdlenessIsNotTheLinks() throws Exception {
        LinkSettings settings = new LinkSettings("node-1", 60, LinkPortal.DRAIN, Duration.ofSeconds(10),
                LinkPortal.HTTP_IDLE.multipliedBy(3), Duration.ofSeconds(30), Duration.ofSeconds(10));
        try (LinkPortal portal = LinkPortal.start(settings); AgentPeer quiet = portal.linked("alpha")) {
            assertEquals(AgentPeer.PING, quiet.next().type());
            quiet.telemetry(AgentPeer.sample(System.currentTimeMillis()));
            portal.told(Telemetry.Report.class);
        }
    }

    @Test
    void whileItStopsItTakesNoNewLinks() throws Exception {
        try (LinkPortal portal = LinkPortal.start(); AgentPeer agent = portal.agent("alpha")) {
            portal.held().endAllWithinDrain();
            assertEquals(Close.GOING_AWAY.code(), agent.awaitClose().closeCode());
            try (AgentPeer late = AgentPeer.asks(portal.port(), AgentPeer.upgrade(Protocol.SUBPROTOCOL)
                    + "Authorization: Bearer " + portal.token("beta").value() + "\r\n")) {
                assertEquals(503, late.status());
                assertTrue(late.head().toLowerCase(Locale.ROOT).contains("retry-after: 1"), late.head());
            }
        }
    }

    @Test
    void aStopEndsFewLinksAtOnce() throws Exception {
        Duration drain = Duration.ofSeconds(60);
        LinkSettings settings = new LinkSettings("node-1", 5, drain, Duration.ofSeconds(10), Duration.ofSeconds(15),
                Duration.ofSeconds(30), Duration.ofSeconds(10));
        try (LinkPortal portal = LinkPortal.start(settings); AgentPeer agent = portal.linked("alpha")) {
            Future<Void> stopped = portal.stopHttp();
            Received end = agent.awaitClose();
            assertEquals(Close.GOING_AWAY.code(), end.closeCode());
            agent.goodbye(end);
            stopped.await(drain.toSeconds() / 2, TimeUnit.SECONDS);
            assertEquals("this node stops", portal.told(Telemetry.Unlinked.class).reason());
            assertThrows(IOException.class, () -> portal.agent("beta"));
        }
    }

    @Test
    void aStopSpreadsTheEndsOfManyLinks() throws Exception {
        List<AgentPeer> agents = new ArrayList<>();
        try (LinkPortal portal = LinkPortal.start()) {
            for (int i = 0; i < 300; i++) {
                agents.add(portal.linked("server-" + i));
            }
            long start = System.nanoTime();
            Future<Void> stopped = portal.stopHttp();
            for (AgentPeer agent : agents) {
                assertEquals(Close.GOING_AWAY.code(), agent.awaitClose().closeCode());
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis > 200, "all at once, within " + millis + " ms");
            for (AgentPeer agent : agents) {
                agent.close();
            }
            stopped.await(30, TimeUnit.SECONDS);
        }
    }
}
