package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of {@code /live} that reads only when a test says so. */
final class EventReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAME = "event: ";
    private static final String DATA = "data: ";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpResponse<InputStream> response;
    private final BufferedReader in;
    private long read;

    EventReader(int port, String authorization) throws IOException, InterruptedException {
        response = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live"))
                .header("Authorization", authorization)
                .timeout(PATIENCE)
                .build(), HttpResponse.BodyHandlers.ofInputStream());
        in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** How many characters came so far. */
    long read() {
        return read;
    }

    /** The data of the next event, which must have this name. */
    JsonObject next(String name) throws IOException {
        assertEquals(name, nextName());
        return data();
    }

    String nextName() throws IOException {
        String line = line();
        while (!line.startsWith(NAME)) {
            line = line();
        }
        return line.substring(NAME.length());
    }

    /** Of the event whose name was just read. */
    JsonObject data() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            assertTrue(line.startsWith(DATA), line);
            text.append(line.substring(DATA.length())).append('\n');
        }
        return new JsonObject(text.toString());
    }

    private String line() throws IOException {
        String line = in.readLine();
        assertTrue(line != null, "the stream has ended");
        read += line.length();
        return line;
    }

    /** Waits for a sign of life that says nothing else. */
    void awaitComment() throws IOException {
        while (!line().equals(":")) {
            // Not yet.
        }
    }

    void assertEnds() throws IOException {
        String line = in.readLine();
        while (line != null) {
            assertEquals("", line);
            line = in.readLine();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
