package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormatTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1048524,1023.9 KiB", "1048575,1.0 MiB", "5368709120,5.0 GiB",
            "9223372036854775807,8.0 EiB"})
    void sizesHaveUnits(long bytes, String text) {
        assertEquals(text, ValueFormat.size(bytes));
    }

    @ParameterizedTest
    @CsvSource({"-5,0 s", "119,119 s", "120,2 min 0 s", "7199,119 min 59 s", "7260,2 h 1 min"})
    void timesHaveUnits(long seconds, String text) {
        assertEquals(text, ValueFormat.duration(Duration.ofSeconds(seconds)));
    }

    @Test
    void timesAreOfThisMachinesZone() {
        Instant then = Instant.parse("2026-03-29T12:34:56.789Z");
        String here = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .format(LocalDateTime.ofInstant(then, ZoneId.systemDefault()));
        assertEquals(here, ValueFormat.time("2026-03-29T12:34:56.789Z"));
        assertEquals(here.substring(0, 16), ValueFormat.when("2026-03-29T12:34:56.789Z"));
        assertEquals("no time", ValueFormat.time("no time"));
        assertEquals("no time", ValueFormat.when("no time"));
        assertNull(ValueFormat.time(null));
    }

    @Test
    void detailsHaveALineForWhatIsSet() {
        JsonObject server = new JsonObject(
                "{\"alias\":\"alpha\",\"ftp_port\":21,\"reason\":null,\"empty\":\"\",\"none\":{},"
                        + "\"sample\":{\"cpu\":1.5,\"disk_bytes\":2048},\"alerts\":[\"a\",\"b\"],\"e\\u001bvil\":\"x\\ny\"}");
        assertEquals("""
                alias:     alpha
                ftp port:  21
                sample:
                  cpu:         1.5
                  disk bytes:  2.0 KiB
                alerts:    a,b
                e?vil:     x?y
                """, ValueFormat.details(server));
    }
}
