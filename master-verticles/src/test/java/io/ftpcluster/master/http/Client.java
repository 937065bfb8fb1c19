package io.ftpcluster.master.http;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Asks a portal over real HTTP; never follows redirects, keeps no cookies. */
public final class Client implements AutoCloseable {

    static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
    static final String FORM = "application/x-www-form-urlencoded";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public Client(int port) {
        this.port = port;
    }

    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        List<String> headers(String name) {
            return response.headers().allValues(name);
        }

        String text() {
            return response.body();
        }

        JsonObject json() {
            return new JsonObject(response.body());
        }

        String template() {
            return json().getString("template");
        }

        JsonObject model() {
            return json().getJsonObject("model");
        }
    }

    final class Call {
        private final String method;
        private final String path;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];

        private Call(String method, String path) {
            this.method = method;
            this.path = path;
        }

        Call header(String name, String value) {
            headers.add(name);
            headers.add(value);
            return this;
        }

        Call bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        Call admin() {
            return bearer(FakePortal.ADMIN_TOKEN);
        }

        Call cookie(String token) {
            return header("Cookie", "session=" + token);
        }

        Call basic(String username, String password) {
            String both = username + ":" + password;
            return header("Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }

        Call browser() {
            return header("Accept", HTML);
        }

        Call json(String text) {
            return body("application/json", text.getBytes(StandardCharsets.UTF_8));
        }

        Call form(String text) {
            return body(FORM, text.getBytes(StandardCharsets.UTF_8));
        }

        Call body(String type, byte[] bytes) {
            body = bytes;
            return type == null ? this : header("Content-Type", type);
        }

        Answer send() throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(30))
                    .version(HttpClient.Version.HTTP_1_1)
                    .method(method,
                            body.length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            if (!headers.isEmpty()) {
                request.headers(headers.toArray(String[]::new));
            }
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        }
    }

    Call get(String path) {
        return new Call("GET", path);
    }

    Call post(String path) {
        return new Call("POST", path);
    }

    Call call(String method, String path) {
        return new Call(method, path);
    }

    /** Sends a request line as it stands, which a well-behaved client would not; returns the whole answer. */
    String raw(String target, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String head = "GET " + target + " HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n"
                    + String.join("", List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
