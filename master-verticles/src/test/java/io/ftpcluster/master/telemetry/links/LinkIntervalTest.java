package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The seconds between two samples, as a server's settings want them. */
class LinkIntervalTest {

    private final AtomicReference<Integer> wanted = new AtomicReference<>();
    private LinkPortal portal;

    @BeforeEach
    void start() throws Exception {
        portal = LinkPortal.start();
        portal.bus()
                .answer(Servers.FIND,
                        asked -> new Servers.Server(asked.ref(), new Servers.Settings("alpha", "ftp.example", 21,
                                FtpSecurity.NONE, null, null, null, wanted.get(), null, null), Instant.EPOCH));
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private void change(Integer seconds) {
        wanted.set(seconds);
        portal.bus().publish(Servers.CHANGED, new Servers.Changed("id-alpha"));
    }

    @Test
    void aServersOwnIntervalIsInTheWelcome() throws Exception {
        try (AgentPeer agent = AgentPeer.connect(portal.port(), portal.token("alpha", 60))) {
            agent.hello("alpha");

            assertEquals(60, agent.frame("welcome").getInteger("interval_seconds"));
            assertEquals(60, portal.told(Telemetry.Linked.class).intervalSeconds());
        }
    }

    @Test
    void aChangeReachesTheAgentAndTelemetry() throws Exception {
        try (AgentPeer agent = portal.linked("alpha"); AgentPeer other = portal.linked("beta")) {
            change(30);
            assertEquals(30, agent.frame("settings").getInteger("interval_seconds"));
            Telemetry.Linked told = portal.told(Telemetry.Linked.class);
            assertEquals(30, told.intervalSeconds());
            assertNull(told.facts());

            change(null);
            assertEquals(5, agent.frame("settings").getInteger("interval_seconds"));
            assertEquals(5, portal.told(Telemetry.Linked.class).intervalSeconds());

            // A change of something else says nothing.
            change(null);
            change(7);
            assertEquals(7, agent.frame("settings").getInteger("interval_seconds"));
            other.send(AgentPeer.PING, true, new byte[0]);
            assertEquals(AgentPeer.PONG, other.next().type());
        }
    }

    @Test
    void aChangeBeforeTheHelloIsNotMissed() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            change(30);
            agent.hello("alpha");

            int welcomed = agent.frame("welcome").getInteger("interval_seconds");
            assertEquals(30, welcomed == 5 ? agent.frame("settings").getInteger("interval_seconds") : welcomed);
        }
    }
}
