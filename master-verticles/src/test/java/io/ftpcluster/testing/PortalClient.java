package io.ftpcluster.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Asks a portal over real HTTP; never follows redirects, keeps no cookies. Each wait ends after 20 s. Thread-safe. */
public final class PortalClient implements AutoCloseable {

    public static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Larger answers are files, not words of the portal. */
    private static final int REMEMBERED_LENGTH = 200_000;

    private final HttpClient http;
    private final URI base;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    public PortalClient(URI base) {
        this(base, HttpClient.newHttpClient());
    }

    /** @param http is closed with it */
    public PortalClient(URI base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public byte[] bytes() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonObject json() {
            return new JsonObject(text());
        }
    }

    /** A request in the making. */
    public final class Call {
        private final String method;
        private final String path;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];

        private Call(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Call header(String name, String value) {
            headers.add(name);
            headers.add(value);
            return this;
        }

        public Call bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        public Call cookie(String token) {
            return header("Cookie", "session=" + token);
        }

        public Call basic(String username, String password) {
            return header("Authorization", basicCredentials(username, password));
        }

        public Call accept(String type) {
            return header("Accept", type);
        }

        public Call json(JsonObject value) {
            return body("application/json", value.encode());
        }

        public Call form(String text) {
            return body("application/x-www-form-urlencoded", text);
        }

        public Call body(String type, String text) {
            return body(type, text.getBytes(StandardCharsets.UTF_8));
        }

        public Call body(String type, byte[] bytes) {
            body = bytes;
            return header("Content-Type", type);
        }

        public Answer send() throws IOException, InterruptedException {
            Answer answer = new Answer(http.send(request(), HttpResponse.BodyHandlers.ofByteArray()));
            if (answer.bytes().length <= REMEMBERED_LENGTH) {
                heard.add(answer.response().headers().map() + "\n" + answer.text());
            }
            return answer;
        }

        /** Returns with the head; whoever closes the stream early aborts the request. */
        public HttpResponse<InputStream> open() throws IOException, InterruptedException {
            return http.send(request(), HttpResponse.BodyHandlers.ofInputStream());
        }

        private HttpRequest request() {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(PATIENCE)
                    .version(HttpClient.Version.HTTP_1_1)
                    .method(method,
                            body.length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            for (int i = 0; i < headers.size(); i += 2) {
                request.header(headers.get(i), headers.get(i + 1));
            }
            return request.build();
        }
    }

    public static String basicCredentials(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Where the portal is, without a slash at the end. */
    public URI base() {
        return base;
    }

    public Call get(String path) {
        return call("GET", path);
    }

    public Call post(String path) {
        return call("POST", path);
    }

    public Call call(String method, String path) {
        return new Call(method, path);
    }

    /** The token of a new session. */
    public String login(String username, String password) throws IOException, InterruptedException {
        Answer answer = post("/login").json(new JsonObject().put("username", username).put("password", password))
                .send();
        if (answer.status() != 200) {
            throw new IOException("login of " + username + " answered " + answer.status() + " " + answer.text());
        }
        return answer.json().getString("token");
    }

    /**
     * Sends bytes as they stand, which a well-behaved client would not, and returns all that comes until the portal
     * closes, as Latin-1; a reset shows as {@code [reset]} at the end.
     */
    public String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = readToEnd(socket);
            heard.add(answer);
            return answer;
        }
    }

    /** A plain connection to the portal. */
    public Socket connect() {
        try {
            Socket socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String readToEnd(Socket socket) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] bytes = new byte[65536];
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                seen.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            seen.append("[reset]");
        }
        return seen.toString();
    }

    /** Heads and bodies of all answers so far, but for those of large files. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
