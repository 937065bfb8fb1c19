package io.ftpcluster.master.cli.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ftpcluster.testing.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what a test wants, for what a portal says only at times, or never. */
public final class ScriptedPortal implements AutoCloseable {

    /** @param location null: none */
    private record Said(int status, String location, String text) {}

    private final HttpServer server;
    private final String scheme;
    private final Map<String, Deque<Said>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private ScriptedPortal(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::answer);
        server.start();
    }

    public static ScriptedPortal plain() throws IOException {
        return new ScriptedPortal(HttpServer.create(anyPort(), 0), "http");
    }

    static ScriptedPortal secure(Certificate certificate) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        return new ScriptedPortal(server, "https");
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next answers there; the last one stays. */
    public ScriptedPortal says(String request, int status, String... texts) {
        Deque<Said> queue = answers.computeIfAbsent(request, any -> new ArrayDeque<>());
        synchronized (queue) {
            for (String text : texts) {
                queue.add(new Said(status, null, text));
            }
        }
        return this;
    }

    ScriptedPortal sendsOn(String request, String location) {
        answers.put(request, new ArrayDeque<>(List.of(new Said(302, location, ""))));
        return this;
    }

    /** Method, path and body of all requests. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Said said = next(request);
        byte[] body = said.text().getBytes(StandardCharsets.UTF_8);
        if (said.location() != null) {
            exchange.getResponseHeaders().set("Location", said.location());
        }
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Said next(String request) {
        Deque<Said> queue = answers.get(request);
        if (queue == null) {
            return new Said(404, null, "<html>not here</html>");
        }
        synchronized (queue) {
            return queue.size() > 1 ? queue.remove() : queue.element();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
