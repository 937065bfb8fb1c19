package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest extends PortalTest {

    @Test
    void aSeriesIsTheLastHourUnlessOtherwiseAsked() throws Exception {
        var answer = client.get("/servers/alpha/telemetry").admin().send();
        assertEquals(200, answer.status());
        assertEquals(60, answer.json().getInteger("step"));
        assertEquals("ftp_sessions", answer.json().getJsonArray("metrics").getString(7));
        var point = answer.json().getJsonArray("points").getJsonObject(0);
        assertEquals("2026-02-03T04:05:06Z 1.0 1.5 7.5", point.getString("at") + " " + point.getDouble("mem_percent")
                + " " + point.getDouble("mem_percent_max") + " " + point.getDouble("sent_bytes_per_second_max"));
        assertTrue(point.containsKey("ftp_sessions") && point.getValue("ftp_sessions") == null);
        assertEquals(new FindSeries("7", FakePortal.NOW.minus(Duration.ofHours(1)), FakePortal.NOW, 0),
                portal.seen.last(FindSeries.class));
    }

    @ParameterizedTest
    @CsvSource({"2026-02-01T00:00:00Z, 2026-02-02T00:00:00Z", "1769904000, 1769990400",
            "2026-02-01T01:00:00%2B01:00, 2026-02-02T00:00:00-00:00", "2026-02-01T01:00:00+01:00, 1769990400"})
    void takesTimesAsIsoAndAsSeconds(String from, String to) throws Exception {
        var answer = client.get("/servers/7/telemetry?from=" + from + "&to=" + to + "&step=300").admin().send();
        assertEquals(200, answer.status(), answer.text());
        assertEquals(
                new FindSeries("7", Instant.parse("2026-02-01T00:00:00Z"), Instant.parse("2026-02-02T00:00:00Z"), 300),
                portal.seen.last(FindSeries.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "to=2026-02-01", "from=-5", "step=-1", "step=1.5", "step=99999999999",
            "to=9999999999999999999", "from=%00"})
    void refusesWhatIsNoTimeOrStep(String query) throws Exception {
        var answer = client.get("/servers/7/telemetry?" + query).admin().send();
        assertEquals(400, answer.status());
        assertEquals(query.substring(0, query.indexOf('=')),
                answer.json().getJsonArray("errors").getJsonObject(0).getString("field"));
    }

    @Test
    void aUserSeesOnlyServersThatTheyMayUse() throws Exception {
        assertEquals(200, client.get("/servers/ALPHA/telemetry").bearer(FakePortal.USER_TOKEN).send().status());
        assertEquals("7", portal.seen.last(FindSeries.class).serverId());
        var other = client.get("/servers/beta/telemetry").bearer(FakePortal.USER_TOKEN).send();
        assertEquals(404, other.status());
        assertEquals("There is no server beta.", other.json().getString("detail"));
        assertEquals(401, client.get("/servers/alpha/telemetry").send().status());
    }

    @Test
    void alertsAreForAdmins() throws Exception {
        var answer = client.get("/alerts?raised=true&server_id=alpha&limit=7").admin().send();
        assertEquals(200, answer.status());
        var first = answer.json().getJsonArray("alerts").getJsonObject(0);
        assertEquals("disk_full alpha null",
                first.getString("kind") + " " + first.getString("alias") + " " + first.getString("ended_at"));
        assertEquals(List.of(false, true),
                answer.json()
                        .getJsonArray("alerts")
                        .stream()
                        .map(alert -> ((JsonObject) alert).getBoolean("server_gone"))
                        .toList());
        assertEquals(new Alerts.Find("7", true, 7), portal.seen.last(Alerts.Find.class));
        client.get("/alerts").admin().send();
        assertEquals(new Alerts.Find(null, false, 100), portal.seen.last(Alerts.Find.class));
        assertEquals(403, client.get("/alerts").bearer(FakePortal.USER_TOKEN).send().status());
        for (String wrong : new String[]{"raised=yes", "limit=0", "limit=1001", "limit=x"}) {
            assertEquals(400, client.get("/alerts?" + wrong).admin().send().status(), wrong);
        }
    }

    @Test
    void aBrowserGetsAlertsAsAPage() throws Exception {
        var page = client.get("/alerts?server_id=alpha").header("Accept", "text/html").admin().send();
        assertEquals(200, page.status());
        assertTrue(page.text().contains("\"server_alias\":\"alpha\""), page.text());
        assertTrue(page.text().contains("\"server_gone\":true"), page.text());
        assertEquals(403,
                client.get("/alerts").header("Accept", "text/html").bearer(FakePortal.USER_TOKEN).send().status());
    }
}
