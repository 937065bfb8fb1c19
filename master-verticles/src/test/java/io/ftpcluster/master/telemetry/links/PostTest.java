package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /telemetry}. */
class PostTest {

    private LinkPortal portal;
    private PortalClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        portal = LinkPortal.start();
        client = new PortalClient(URI.create("http://127.0.0.1:" + portal.port()));
        token = portal.token("alpha").value();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        portal.close();
    }

    @Test
    void countsAsASampleOfAMinute() throws Exception {
        long before = System.currentTimeMillis();
        assertEquals(204, post("{\"alias\":\"Alpha\",\"mem_percent\":12.5,\"cpu_percent\":3,\"user_count\":2,"
                + "\"storage_percent\":100,\"inodes_percent\":99.5}").status());
        Telemetry.Report report = portal.told(Telemetry.Report.class);
        assertEquals("id-alpha", report.serverId());
        assertEquals(60, report.sample().seconds());
        assertTrue(report.sample().at() >= before);
        assertEquals(12.5, report.sample().memPercent());
        assertEquals(3, report.sample().cpuPercent());
        assertEquals(2, report.sample().ftpSessions());
        assertEquals(100, report.sample().ftpDiskPercent());
        assertEquals(99.5, report.sample().ftpInodesPercent());
    }

    @Test
    void aFormWillDoAndWhatIsNotKnownMayBeMissing() throws Exception {
        assertEquals(204, client.post("/telemetry").bearer(token).form("alias=alpha&cpu_percent=1.5").send().status());
        assertEquals(1.5, portal.told(Telemetry.Report.class).sample().cpuPercent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"mem_percent\":-0.1 | mem_percent", "\"cpu_percent\":100.5 | cpu_percent",
            "\"cpu_percent\":1e999 | cpu_percent", "\"storage_percent\":\"full\" | storage_percent",
            "\"inodes_percent\":101 | inodes_percent", "\"user_count\":-1 | user_count",
            "\"user_count\":1.5 | user_count", "\"mood\":1 | mood"})
    void saysWhichFieldIsWrong(String field, String name) throws Exception {
        Answer answer = post("{\"alias\":\"alpha\"," + field + "}");
        assertEquals(400, answer.status(), answer.text());
        JsonObject error = answer.json().getJsonArray("errors").getJsonObject(0);
        assertEquals(name, error.getString("field"), answer.text());
        assertEquals(1, portal.refused(Reason.BAD_POST));
        assertTrue(portal.toldNothing());
    }

    @Test
    void isForTheTokensServerOnly() throws Exception {
        assertEquals(401, client.post("/telemetry").json(new JsonObject().put("alias", "alpha")).send().status());
        assertEquals(401,
                client.post("/telemetry")
                        .bearer(token + "x")
                        .json(new JsonObject().put("alias", "alpha"))
                        .send()
                        .status());
        assertEquals(403, post("{\"alias\":\"beta\"}").status());
        assertEquals(400, post("{}").status());
        assertEquals(400, post("{\"alias\":\"alpha\",\"cpu_percent\":NaN}").status());
        assertEquals(415, client.post("/telemetry").bearer(token).body("text/plain", "full").send().status());
        assertEquals(1, portal.refused(Reason.WRONG_SERVER));
        assertEquals(3, portal.refused(Reason.BAD_POST));
        assertTrue(portal.toldNothing());
    }

    @Test
    void isForOnceAMinute() throws Exception {
        for (int i = 0; i < TelemetryPosts.BURST; i++) {
            assertEquals(204, post("{\"alias\":\"alpha\"}").status());
        }
        Answer answer = post("{\"alias\":\"alpha\"}");
        assertEquals(429, answer.status());
        assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
        token = portal.token("beta").value();
        assertEquals(204, post("{\"alias\":\"beta\"}").status());
    }

    private Answer post(String json) throws Exception {
        return client.post("/telemetry").bearer(token).body("application/json", json).send();
    }
}
