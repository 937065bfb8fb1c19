package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    private static final String MADE = "[0-9a-f]{32}";
    private static final Network BALANCER = new Network(InetAddress.ofLiteral("127.0.0.1"), 32);

    private FakePortal portal;
    private Client client;

    private void start(List<Network> trusted) throws Exception {
        portal = FakePortal.start(new Config.Http("127.0.0.1", 0, Optional.empty(), Optional.empty(),
                Duration.ofMinutes(2), new Config.Edge(trusted, Duration.ZERO)), 1);
        client = new Client(portal.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        portal.close();
    }

    @Test
    void eachAnswerHasItsOwn() throws Exception {
        start(List.of());
        String first = client.get("/me").admin().send().header("X-Request-Id");
        String second = client.get("/healthz").header("X-Request-Id", "mine").send().header("X-Request-Id");
        assertTrue(first.matches(MADE), first);
        assertTrue(second.matches(MADE), second);
        assertNotEquals(first, second);
    }

    @Test
    void failuresNameIt() throws Exception {
        start(List.of(BALANCER));
        Client.Answer failed = client.get("/nothing").header("X-Request-Id", "lb-7").send();
        assertEquals("lb-7", failed.json().getString("request_id"));
        assertEquals("lb-7", failed.header("X-Request-Id"));
        Client.Answer page = client.get("/nothing").header("X-Request-Id", "lb-8").browser().send();
        assertEquals("lb-8", page.model().getString("request_id"));
    }

    @Test
    void soDoThoseOfWhatCannotBeRead() throws Exception {
        start(List.of());
        String answer = client.raw("/\0", "X: y");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("x-request-id: "), answer);
    }

    @Test
    void aTrustedProxysIsTaken() throws Exception {
        start(List.of(BALANCER));
        String haproxys = "7F000001:8296_7F00001E:1F90_4F7B0A69_0003:790";
        assertEquals(haproxys, client.get("/healthz").header("X-Request-Id", haproxys).send().header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "<script>", "x,y", "{jndi:ldap://x}", ""})
    void whatIsNotWellFormedIsReplaced(String given) throws Exception {
        start(List.of(BALANCER));
        String id = client.get("/healthz").header("X-Request-Id", given).send().header("X-Request-Id");
        assertTrue(id.matches(MADE), id);
    }

    @Test
    void norIsOneThatIsLongOrComesTwice() throws Exception {
        start(List.of(BALANCER));
        String full = "x".repeat(128);
        assertEquals(full, client.get("/healthz").header("X-Request-Id", full).send().header("X-Request-Id"));
        String tooLong = client.get("/healthz").header("X-Request-Id", full + "x").send().header("X-Request-Id");
        assertTrue(tooLong.matches(MADE), tooLong);
        String twice = client.get("/healthz")
                .header("X-Request-Id", "a")
                .header("X-Request-Id", "b")
                .send()
                .header("X-Request-Id");
        assertTrue(twice.matches(MADE), twice);
    }
}
