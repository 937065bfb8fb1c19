package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.OtlpReceiver.Received;
import io.ftpcluster.testing.OtlpReceiver;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector gets of a real portal, and what becomes of a portal whose collector is no good. */
class TracesIT {

    private static final String PASSWORD = "admin's passphrase";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + CALLER + "-01";

    @TempDir
    Path directory;

    private PortalProcess master(String endpoint, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(
                Map.of("FTPCLUSTER_OTLP_ENDPOINT", endpoint, "FTPCLUSTER_NODE_NAME", "node 7"));
        settings.putAll(more);
        return PortalProcess.master(directory.resolve("data"), PASSWORD, settings);
    }

    @Test
    void aDownloadIsOneTraceDownToTheDatabaseAndTheFtpServer() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve("welcome.txt"), "hello".repeat(20_000));
        try (OtlpReceiver collector = new OtlpReceiver(200);
                ApacheFtp server = new ApacheFtp(home, directory, FtpSecurity.NONE);
                PortalProcess master = master(collector.url(),
                        Map.of("FTPCLUSTER_TRUSTED_PROXIES", "127.0.0.1", "FTPCLUSTER_OTLP_HEADERS",
                                "x-token=a secret"));
                PortalClient client = new PortalClient(master.awaitReady())) {
            grant(client, server);
            Answer file = client.get("/ftp/admin/alpha/welcome.txt?unseen=word")
                    .basic("admin", PASSWORD)
                    .header("traceparent", PARENT)
                    .header("X-Request-Id", "lb-1")
                    .send();
            assertEquals(200, file.status(), file.text());
            master.terminate();
            assertEquals(0, master.awaitExit(), () -> master.errors().toString());
            List<Received> spans = collector.spans().stream().filter(span -> span.trace().equals(TRACE)).toList();
            Received http = one(spans, "HTTP server", span -> CALLER.equals(span.parent()));
            assertEquals("GET /ftp/{username}/{alias}/{path}", http.name());
            assertEquals("200", http.attribute("http.response.status_code"));
            assertEquals("lb-1", http.attribute("ftpcluster.request_id"));
            assertEquals("ftpcluster", http.resource().get("service.name"));
            assertEquals("node 7", http.resource().get("service.instance.id"));
            Received bus = one(spans, "bus", span -> span.name().startsWith("bus ") && isBelow(spans, span, http));
            assertEquals("vertx-eventbus", bus.attribute("messaging.system"));
            Received sql = one(spans, "SQL", span -> span.name().startsWith("SQL ") && spans.stream()
                    .anyMatch(other -> other.name().startsWith("bus ") && isBelow(spans, span, other)));
            assertTrue(sql.attribute("db.query.text").startsWith(sql.name().substring("SQL ".length())), sql::toString);
            Received login = one(spans, "login", span -> span.name().equals("FTP login"));
            assertEquals("alpha", login.attribute("ftpcluster.server"));
            one(spans, "a command of the login", span -> span.parent().equals(login.id()));
            Received transfer = one(spans, "transfer", span -> span.name().equals("FTP download"));
            assertTrue(isBelow(spans, transfer, http));
            assertEquals("alpha", transfer.attribute("ftpcluster.server"));
            assertEquals("RETR", transfer.attribute("ftp.verb"));
            assertEquals(Integer.toString(file.bytes().length), transfer.attribute("ftpcluster.bytes"));
            assertNull(transfer.attribute("error.type"));
            String all = spans.toString();
            Stream.of("welcome.txt", "unseen", PASSWORD, ApacheFtp.PASSWORD)
                    .forEach(word -> assertFalse(all.contains(word), word));
            assertEquals(List.of("a secret"), collector.tokens().stream().distinct().toList());
        }
    }

    private static void grant(PortalClient client, ApacheFtp server) throws Exception {
        create(client, "/servers",
                new JsonObject().put("alias", "alpha")
                        .put("host", "127.0.0.1")
                        .put("ftp_port", server.port())
                        .put("ftp_security", "none"));
        create(client, "/permissions",
                new JsonObject().put("user_id", "admin")
                        .put("server_id", "alpha")
                        .put("ftp_username", ApacheFtp.USER)
                        .put("user_pass", ApacheFtp.PASSWORD));
    }

    private static void create(PortalClient client, String path, JsonObject body) throws Exception {
        Answer answer = client.post(path).basic("admin", PASSWORD).json(body).send();
        assertEquals(201, answer.status(), answer.text());
    }

    private static Received one(List<Received> spans, String what, Predicate<Received> wanted) {
        return spans.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no span of " + what + " among " + spans.stream().map(Received::name).toList()));
    }

    private static boolean isBelow(List<Received> spans, Received span, Received other) {
        return span.parent().equals(other.id()) || spans.stream()
                .anyMatch(parent -> parent.id().equals(span.parent()) && isBelow(spans, parent, other));
    }

    /** As nobody but a proxy that is trusted may say of which request something is a part. */
    @Test
    void aStrangersTraceIsNotGoneOnWith() throws Exception {
        try (OtlpReceiver collector = new OtlpReceiver(200);
                PortalProcess master = master(collector.url(), Map.of());
                PortalClient client = new PortalClient(master.awaitReady())) {
            assertEquals(404, client.get("/nothing").header("traceparent", PARENT).send().status());
            Received http = collector.await(span -> "404".equals(span.attribute("http.response.status_code")));
            assertNotEquals(TRACE, http.trace());
            assertEquals("HTTP GET", http.name());
        }
    }

    @Test
    void nodesOfAClusterShareOne() throws Exception {
        try (OtlpReceiver collector = new OtlpReceiver(200);
                PortalProcess demo = PortalProcess.start(
                        Map.of("FTPCLUSTER_DEMO_PASSWORD", PASSWORD, "FTPCLUSTER_OTLP_ENDPOINT", collector.url()),
                        "demo", "--nodes", "2", "--port", "0", "--data", directory.resolve("data").toString());
                PortalClient client = new PortalClient(demo.awaitReady())) {
            Eventually.until(() -> {
                assertEquals(200, client.get("/ftp/demo/").basic("demo", PASSWORD).send().status());
                return hasTraceOfTwoNodes(collector.spans());
            });
        }
    }

    private static boolean hasTraceOfTwoNodes(List<Received> spans) {
        return spans.stream()
                .filter(span -> span.name().startsWith("SQL "))
                .anyMatch(sql -> spans.stream()
                        .anyMatch(http -> http.name().startsWith("GET ") && http.trace().equals(sql.trace())
                                && isBelow(spans, sql, http)
                                && !http.resource()
                                        .get("service.instance.id")
                                        .equals(sql.resource().get("service.instance.id"))));
    }

    @Test
    void aCollectorThatFailsCostsOneLine() throws Exception {
        try (OtlpReceiver collector = new OtlpReceiver(500);
                PortalProcess master = master(collector.url(), Map.of());
                PortalClient client = new PortalClient(master.awaitReady())) {
            for (int before = 0; before < 3; before++) {
                int sent = before;
                assertEquals(200, client.get("/me").basic("admin", PASSWORD).send().status());
                Eventually.until(() -> collector.requests() > sent);
            }
            master.terminate();
            assertEquals(0, master.awaitExit(), () -> master.errors().toString());
            assertEquals(1, master.errors().stream().filter(line -> line.contains("collector of traces")).count(),
                    () -> master.errors().toString());
            assertTrue(master.errors().stream().noneMatch(line -> line.contains("opentelemetry.exporter")),
                    () -> master.errors().toString());
        }
    }

    @Test
    void nothingOfItIsLoadedWithoutTheSetting() throws Exception {
        assertEquals(0, loaded("off", "").filter(line -> line.contains(" io.opentelemetry.")).count());
        try (OtlpReceiver collector = new OtlpReceiver(200)) {
            assertTrue(loaded("on", collector.url()).anyMatch(line -> line.contains(" io.opentelemetry.")));
        }
    }

    private Stream<String> loaded(String name, String endpoint) throws Exception {
        Path classes = directory.resolve(name + ".log");
        try (PortalProcess master = master(endpoint, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes));
                PortalClient client = new PortalClient(master.awaitReady())) {
            assertEquals(200, client.get("/me").basic("admin", PASSWORD).send().status());
            master.terminate();
            assertEquals(0, master.awaitExit(), () -> master.errors().toString());
        }
        return Files.readAllLines(classes).stream();
    }
}
