package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.Network;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Users;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed about whom, behind a balancer on this machine and a second one in 10.1.0.0/16. */
class ClientAddressTest {

    private static final Network BALANCER = new Network(InetAddress.ofLiteral("127.0.0.1"), 32);
    private static final Network OTHERS = new Network(InetAddress.ofLiteral("10.1.0.0"), 16);

    private FakePortal portal;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        start(List.of(BALANCER, OTHERS));
    }

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

    private String seenAt(Client.Call call) throws Exception {
        assertEquals(200, call.send().status());
        return portal.seen.last(Auth.VerifyPassword.class).remoteAddress();
    }

    private Client.Call me() {
        return client.get("/me").basic("alice", FakePortal.PASSWORD);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"192.0.2.7|192.0.2.7", "2001:db8::7|2001:db8:0:0:0:0:0:7",
            "::ffff:192.0.2.7|192.0.2.7", "192.0.2.7:4711|192.0.2.7", "[2001:db8::7]:4711|2001:db8:0:0:0:0:0:7",
            // The client may write what it likes before the balancer does.
            "6.6.6.6, 192.0.2.7|192.0.2.7", "unknown, <script>, 192.0.2.7|192.0.2.7", "192.0.2.7, 10.1.2.3|192.0.2.7",
            "6.6.6.6, 192.0.2.7,10.1.2.3 , 10.1.0.1|192.0.2.7", "10.1.2.3, 10.1.0.1|10.1.2.3",
            // Who is behind a balancer that doesn't say is not known.
            "192.0.2.7, unknown|127.0.0.1", "192.0.2.7, unknown, 10.1.2.3|10.1.2.3", "192.0.2.7,|127.0.0.1",
            "[|127.0.0.1", "' '|127.0.0.1"})
    void theLastStrangerIsTheClient(String forwardedFor, String client) throws Exception {
        assertEquals(client, seenAt(me().header("X-Forwarded-For", forwardedFor)));
    }

    @Test
    void severalHeadersAreOneList() throws Exception {
        assertEquals("192.0.2.7",
                seenAt(me().header("X-Forwarded-For", "6.6.6.6")
                        .header("X-Forwarded-For", "192.0.2.7")
                        .header("X-Forwarded-For", "10.1.0.1")));
    }

    @Test
    void aChainWithoutEndIsCut() throws Exception {
        assertEquals("10.1.0.1", seenAt(me().header("X-Forwarded-For", "192.0.2.7" + ",10.1.0.1".repeat(1000))));
    }

    @Test
    void loginsAndChangesAreTheClients() throws Exception {
        client.post("/login").header("X-Forwarded-For", "192.0.2.7").json(LoginTest.CREDENTIALS).send();
        assertEquals("192.0.2.7", portal.seen.last(Auth.Login.class).remoteAddress());
        client.call("DELETE", "/users/2").admin().header("X-Forwarded-For", "192.0.2.8").send();
        assertEquals(FakePortal.adminFrom("192.0.2.8"), portal.seen.last(Users.Delete.class).actor());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"https|true", "HTTPS|true", "http, https|true", "http|false",
            "https, http|false", "wss|false", "''|false"})
    void theSchemeIsTheBalancers(String forwardedProto, boolean https) throws Exception {
        var answer = client.post("/login")
                .header("X-Forwarded-Proto", forwardedProto)
                .json(LoginTest.CREDENTIALS)
                .send();
        assertEquals(https, answer.header("Set-Cookie").contains("; Secure"), answer.header("Set-Cookie"));
        assertEquals(https, answer.header("Strict-Transport-Security") != null);
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        stop();
        start(List.of(OTHERS));
        assertEquals("127.0.0.1",
                seenAt(me().header("X-Forwarded-For", "192.0.2.7").header("Forwarded", "for=192.0.2.7")));
        String answer = client.raw("/login", "X-Forwarded-Proto: https", "X-Forwarded-For: 10.1.0.1");
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(!answer.toLowerCase(Locale.ROOT).contains("strict-transport-security"), answer);
    }
}
