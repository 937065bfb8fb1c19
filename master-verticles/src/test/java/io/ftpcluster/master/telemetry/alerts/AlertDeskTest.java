package io.ftpcluster.master.telemetry.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.testing.LogCapture;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts go to a real HTTP server and a real SMTP conversation. */
class AlertDeskTest {

    private AlertRig rig;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        rig = new AlertRig(dir);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void allOfOneMomentGoInOnePost() throws Exception {
        AlertRig.Leader leader = rig.leader(Optional.of(rig.url()), Optional.empty());
        leader.take(AlertRig.alert("a", null), AlertRig.alert("b", null),
                AlertRig.alert("a", AlertRig.NOON.plusSeconds(60)));
        JsonObject post = rig.post();
        assertEquals("POST application/json west",
                post.getString("method") + " " + post.getString("type") + " " + post.getString("node"));
        assertEquals(List.of("a.raised", "b.raised", "a.ended"), AlertRig.events(post));
        assertEquals(post.getString("key"), post.getString("id"));
        assertEquals(new JsonObject().put("event_id", "a.ended")
                .put("id", "a")
                .put("server_id", "7")
                .put("alias", "alpha")
                .put("kind", "disk_full")
                .put("state", "ended")
                .put("text", "The file system of / is 91 % full.")
                .put("raised_at", "2026-03-01T12:00:00Z")
                .put("ended_at", "2026-03-01T12:01:00Z")
                .put("url", "https://portal.example/servers/7"), post.getJsonArray("alerts").getJsonObject(2));
        assertTrue(post.getString("text").startsWith("alpha: disk almost full. The file system of / is 91 % full.\n"),
                post.getString("text"));
        assertTrue(post.getString("text").endsWith("\nalpha: no longer disk almost full after 1 min."),
                post.getString("text"));
        assertEquals("https://portal.example/alerts", post.getString("url"));
        assertEquals(List.of(AlertRig.alert("b", null), AlertRig.alert("a", AlertRig.NOON.plusSeconds(60))),
                rig.stored());
        leader.drain();
        assertEquals(List.of(), List.copyOf(rig.posts), "each once");
        assertEquals(2, rig.metrics.get("ftpcluster.alerts.raised").tag("kind", "disk_full").counter().count());
    }

    @Test
    void whatTheWebhookRefusesComesAgainWithTheSameIdAndTheNextOnesAfterIt() throws Exception {
        rig.statuses.addAll(List.of(500, 302));
        LogCapture log = new LogCapture();
        try {
            AlertRig.Leader leader = rig.leader(Optional.of(rig.url()), Optional.empty());
            leader.take(AlertRig.alert("a", null));
            JsonObject first = rig.post();
            leader.take(AlertRig.alert("b", null));
            assertEquals(first, rig.post());
            assertEquals(first, rig.post());
            JsonObject next = rig.post();
            assertEquals(List.of("b.raised"), AlertRig.events(next));
            assertNotEquals(first.getString("id"), next.getString("id"));
            leader.drain();
            assertEquals(1, log.lines().stream().filter(line -> line.contains("it answered with status 500")).count(),
                    log.lines().toString());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("delivered again")), log.lines().toString());
            assertFalse(log.lines().toString().contains(AlertRig.TOKEN), log.lines().toString());
        } finally {
            log.close();
        }
    }

    @Test
    void aWebhookThatIsNotThereIsToldWhenItIs() throws Exception {
        rig.stopWebhook();
        LogCapture log = new LogCapture();
        try {
            AlertRig.Leader gone = rig.leader(Optional.of(rig.url()), Optional.empty());
            gone.take(AlertRig.alert("a", null));
            gone.drain();
            assertEquals(List.of(AlertRig.alert("a", null)), rig.stored());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("can't be delivered now")),
                    log.lines().toString());
            assertFalse(log.lines().toString().contains(AlertRig.TOKEN), log.lines().toString());
            rig.startWebhook();
            rig.leader(Optional.of(rig.url()), Optional.empty()).begin();
            assertEquals(List.of("a.raised"), AlertRig.events(rig.post()));
        } finally {
            log.close();
        }
    }

    @Test
    void whatALeaderThatDiesHasNotToldIsToldByTheNext() throws Exception {
        rig.statuses.add(500);
        AlertRig.Leader first = rig.new Leader("west", rig.takeOver("w"), Optional.of(rig.url()), Optional.empty());
        rig.onPost = () -> first.leads.set(false);
        first.take(AlertRig.alert("a", null), AlertRig.alert("a", AlertRig.NOON.plusSeconds(60)));
        JsonObject refused = rig.post();
        rig.onPost = () -> {};
        AlertRig.Leader second = rig.new Leader("east", rig.takeOver("e"), Optional.of(rig.url()), Optional.empty());
        second.begin();
        JsonObject told = rig.post();
        assertEquals("east " + AlertRig.events(refused), told.getString("node") + " " + AlertRig.events(told));
        assertEquals(refused.getString("key"), told.getString("key"));
        second.drain();
        assertEquals(List.of(), List.copyOf(rig.posts));
    }

    @Test
    void whatALeaderHasToldAndNotNotedIsToldAgainWithTheSameId() throws Exception {
        AlertRig.Leader first = rig.new Leader("west", rig.takeOver("w"), Optional.of(rig.url()), Optional.empty());
        BlockingQueue<Token> next = new LinkedBlockingQueue<>();
        // As one that is frozen while the webhook answers: it still believes in its lease.
        rig.onPost = () -> {
            try {
                next.add(rig.takeOver("e"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        first.take(AlertRig.alert("a", null));
        JsonObject taken = rig.post();
        Token token = next.poll(30, TimeUnit.SECONDS);
        assertNotNull(token);
        rig.onPost = () -> {};
        AlertRig.Leader second = rig.new Leader("east", token, Optional.of(rig.url()), Optional.empty());
        second.begin();
        JsonObject again = rig.post();
        assertEquals("east " + taken.getString("key") + " " + AlertRig.events(taken),
                again.getString("node") + " " + again.getString("key") + " " + AlertRig.events(again));
        second.drain();
        first.drain();
        assertEquals(1, first.refused.get(), "the database told it");
        assertEquals(List.of(), List.copyOf(rig.posts));
    }

    @Test
    void mailGoesToAllWithTheLogin() throws Exception {
        try (SmtpServer smtp = new SmtpServer()) {
            rig.leader(Optional.empty(), Optional.of(mail(smtp.port(), "s3cret")))
                    .take(AlertRig.alert("a", null), AlertRig.alert("b", null));
            SmtpServer.Received received = smtp.next();
            assertEquals("portal@example.org", received.from());
            assertEquals(List.of("ops@example.org", "root@example.org"), received.to());
            assertTrue(received.text().contains("Subject: [FTPCluster] alpha: disk almost full."), received.text());
            assertTrue(received.text().contains("\nSince 2026-03-01 12:00:00 UTC.\nhttps://portal.example/servers/7\n"),
                    received.text());
            assertTrue(received.text().contains("\nAuto-Submitted: auto-generated\n"), received.text());
            assertTrue(received.text().contains("\nFTPCluster, node west\n"), received.text());
        }
    }

    @Test
    void aMailThatIsNotTakenIsSentAgainWithTheSameMessageId() throws Exception {
        LogCapture log = new LogCapture();
        try (SmtpServer smtp = new SmtpServer()) {
            AlertRig.Leader leader = rig.leader(Optional.empty(), Optional.of(mail(smtp.port(), "s3cret")));
            smtp.refuseNext();
            leader.take(AlertRig.alert("a", null));
            SmtpServer.Received refused = smtp.next();
            SmtpServer.Received taken = smtp.next();
            assertEquals(messageId(refused), messageId(taken));
            assertTrue(messageId(taken).endsWith("@example.org>"), messageId(taken));
            leader.take(AlertRig.alert("b", null));
            assertNotEquals(messageId(taken), messageId(smtp.next()));
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("451 later")), log.lines().toString());
        } finally {
            log.close();
        }
    }

    private static String messageId(SmtpServer.Received mail) {
        return mail.text().lines().filter(line -> line.startsWith("Message-ID:")).findFirst().orElseThrow();
    }

    @Test
    void aMailServerThatRefusesTheLoginIsLoggedWithoutThePassword() throws Exception {
        LogCapture log = new LogCapture();
        try (SmtpServer smtp = new SmtpServer()) {
            AlertRig.Leader leader = rig.leader(Optional.empty(), Optional.of(mail(smtp.port(), "wrong-s3cret")));
            leader.take(AlertRig.alert("a", null));
            leader.drain();
            assertEquals(List.of(AlertRig.alert("a", null)), rig.stored());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("535 wrong")), log.lines().toString());
            assertFalse(log.lines().toString().contains("wrong-s3cret"), log.lines().toString());
        } finally {
            log.close();
        }
    }

    private static Config.Mail mail(int port, String password) {
        return new Config.Mail(List.of("ops@example.org", "root@example.org"), "portal@example.org",
                new Config.Smtp("127.0.0.1", port, false, Optional.of("portal"), Optional.of(new Secret(password))));
    }
}
