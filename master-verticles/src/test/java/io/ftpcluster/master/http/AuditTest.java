package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Audit;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest extends PortalTest {

    @Test
    void asksForWhatTheAddressSays() throws Exception {
        client.get("/audit?q=+x+&user=ann&action=session&since=2026-07-26&until=2026-07-27&limit=5").admin().send();
        assertEquals(new Audit.Find(new Audit.Filter("x", "ann", "session", Instant.parse("2026-07-26T00:00:00Z"),
                Instant.parse("2026-07-28T00:00:00Z")), null, 5), portal.seen.last(Audit.Find.class));
    }

    @Test
    void thePageKeepsWhatWasTyped() throws Exception {
        JsonObject model = client.get("/audit?q=%3Cb%3E&since=2026-07-26T10:00:00Z").admin().browser().send().model();
        assertEquals("<b>", model.getJsonObject("query").getString("q"));
        assertNull(model.getString("next"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=yesterday", "until=2026-13-01", "before=1", "format=xml", "limit=0"})
    void saysWhatItDoesNotUnderstand(String query) throws Exception {
        var answer = client.get("/audit?" + query).admin().send();
        assertEquals(400, answer.status());
        assertEquals(query.substring(0, query.indexOf('=')),
                answer.json().getJsonArray("errors").getJsonObject(0).getString("field"));
    }

    @Test
    void aFileHasAllPagesAndNoFormulas() throws Exception {
        var csv = client.get("/audit?format=csv").admin().send();
        assertEquals("text/csv; charset=utf-8; header=present", csv.header("Content-Type"));
        assertEquals("attachment; filename=\"audit.csv\"", csv.header("Content-Disposition"));
        String[] lines = csv.text().split("\r\n", -1);
        assertEquals("at,username,remote_address,action,target,detail,request_id", lines[0]);
        assertTrue(lines[1].endsWith(",admin,127.0.0.1,user.created,alice,\"'=1+1, \"\"x\"\"\",r-1"), lines[1]);
        assertEquals(lines[1], lines[2]);
        assertEquals(4, lines.length);
        assertEquals("", lines[3]);

        String[] objects = client.get("/audit?format=jsonl").admin().send().text().split("\n", -1);
        assertEquals(3, objects.length);
        assertEquals("=1+1, \"x\"", new JsonObject(objects[1]).getString("detail"));
    }
}
