package fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Registers servers as an admin does, and keeps the tokens of their agents. */
final class Registration {

    private static final int AT_ONCE = 8;
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String FIELD = "\"agent_token\":\"";

    private final URI portal;
    private final String authorization;

    /** @param token of its agent, never printed */
    record Server(String alias, String token) {
        @Override
        public String toString() {
            return alias;
        }
    }

    Registration(URI portal, String authorization) {
        this.portal = portal;
        this.authorization = authorization;
    }

    List<Server> register(int count) throws InterruptedException, IOException {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Server>> asked = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String alias = "fleet-%05d".formatted(i);
                asked.add(threads.submit(() -> register(client, alias)));
            }
            List<Server> servers = new ArrayList<>();
            try {
                for (Future<Server> each : asked) {
                    servers.add(each.get());
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IOException(e.getCause());
            }
            return servers;
        }
    }

    private Server register(HttpClient client, String alias) throws IOException, InterruptedException {
        String body = "{\"alias\": \"" + alias + "\", \"host\": \"127.0.0.1\", \"ftp_port\": 21}";
        HttpRequest request = HttpRequest.newBuilder(portal.resolve("/servers")).timeout(Duration.ofSeconds(30))
                .header("Authorization", authorization).header("Accept", "application/json")
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        for (int tries = 1; response.statusCode() == 503 && tries < TRIES; tries++) {
            Thread.sleep(PAUSE); // nothing was done: it said so
            response = client.send(request, BodyHandlers.ofString());
        }
        int at = response.body().indexOf(FIELD);
        if (response.statusCode() != 201 || at < 0) {
            throw new IOException("POST /servers: " + response.statusCode() + (at < 0 ? " without agent_token" : ""));
        }
        int from = at + FIELD.length();
        return new Server(alias, response.body().substring(from, response.body().indexOf('"', from)));
    }
}
