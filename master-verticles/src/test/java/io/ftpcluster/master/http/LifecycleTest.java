package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.http.api.HealthResource.Need;
import io.ftpcluster.master.http.api.HealthResource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a node wants requests, and how its connections end once it doesn't. */
class LifecycleTest extends PortalTest {

    private static final String LIVENESS = "GET /health/live HTTP/1.1\r\nHost: portal\r\n\r\n";

    @Test
    void aStoppingNodeSaysSoAndStillAnswers() throws Exception {
        assertEquals("{\"status\":\"up\"}", client.get("/health/ready").send().text());
        portal.lifecycle.stopping();
        var answer = client.get("/health/ready").send();
        assertEquals(503, answer.status());
        assertEquals("stopping", answer.json().getString("status"));
        assertEquals(404, client.get("/health/ready?unready=404").send().status());
        assertEquals(200, client.get("/health/live").send().status());
        assertEquals(200, client.get("/me").bearer(FakePortal.USER_TOKEN).send().status());
    }

    @Test
    void theStatusOfAReadyNodeIsTheSameHoweverItIsAsked() throws Exception {
        assertEquals(200, client.get("/health/ready?unready=404").send().status());
        assertEquals(400, client.get("/health/ready?unready=200").send().status());
    }

    @Test
    void eachAnswerOfAStoppingNodeIsTheLastOfItsConnection() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.setSoTimeout(30_000);
            InputStream in = socket.getInputStream();
            assertFalse(answer(socket, in).contains("connection: close"));
            portal.lifecycle.stopping();
            String last = answer(socket, in);
            assertTrue(last.startsWith("http/1.1 200 ") && last.contains("connection: close"), last);
            assertEquals(-1, in.read());
        }
        assertEquals("close", client.get("/me").send().header("Connection"), "of a problem, too");
    }

    /** Asks for liveness; returns the answer in lower case. */
    private static String answer(Socket socket, InputStream in) throws IOException {
        socket.getOutputStream().write(LIVENESS.getBytes(StandardCharsets.US_ASCII));
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("{\"status\":\"up\"}") < 0) {
            int next = in.read();
            assertTrue(next >= 0, seen.toString());
            seen.append((char) next);
        }
        return seen.toString().toLowerCase(Locale.ROOT);
    }

    @Test
    void reasonsAreNamed() throws Exception {
        Lifecycle lifecycle = new Lifecycle();
        Need there = new Need("The attic is away.", Future::succeededFuture);
        Need away = new Need("The cellar is away.",
                () -> Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "It is locked.").exception()));
        Need broken = new Need("The roof is away.", () -> Future.failedFuture("hush"));
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new HealthResource(lifecycle, List.of(there, away, broken))
                    .bind((id, handler) -> router.get("/" + id).handler(handler));
            int port = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .await(30, TimeUnit.SECONDS)
                    .actualPort();
            try (Client asking = new Client(port)) {
                assertEquals("starting", asking.get("/getReadiness").send().json().getString("status"));
                lifecycle.started();
                var answer = asking.get("/getReadiness").send();
                assertEquals(503, answer.status());
                assertEquals(new JsonObject("""
                        {"status": "down", "reasons": ["The cellar is away. It is locked.", "The roof is away."]}
                        """), answer.json());
            }
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }
}
