package io.ftpcluster.agent.enrolment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A portal, as far as a machine that registers sees it, and the command beside it. */
final class EnrolRig implements AutoCloseable {

    static final String SECRET = "fce_0123456789012345678901234567890123456789abc";
    static final String TOKEN = "fca_0123456789012345678901234567890123456789abc";
    static final String OK = "{\"status\":\"ok\",\"more\":{\"a\":[1,{}]},\"agent_token\":\"" + TOKEN
            + "\",\"alias\":\"alpha\"}";

    private final HttpServer server;
    private final Path folder;
    /** Of those that came to register. */
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<String> bearers = new CopyOnWriteArrayList<>();
    /** What the portal answers to who registers. */
    volatile int status = 200;
    volatile String body = OK;
    volatile Map<String, String> headers = Map.of();
    /** What it answers where agents link. */
    volatile int linkStatus = 426;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    Duration patience = Duration.ofSeconds(30);

    EnrolRig(Path folder) throws IOException {
        this(folder, HttpServer.create());
    }

    EnrolRig(Path folder, HttpServer server) throws IOException {
        this.folder = folder;
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/register", this::register);
        server.createContext("/agent", exchange -> answer(exchange, linkStatus, ""));
        server.start();
    }

    private void register(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        bearers.add(exchange.getRequestHeaders().getFirst("Authorization"));
        headers.forEach(exchange.getResponseHeaders()::set);
        answer(exchange, status, body);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The exit code for this portal and the alias alpha. */
    int enrol(String input, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--master", url(), "--alias", "alpha"));
        arguments.addAll(Arrays.asList(more));
        return run(input, arguments);
    }

    int run(String input, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--directory", folder.toString()));
        out.reset();
        err.reset();
        return new EnrolCommand("test", patience, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(all);
    }

    String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
