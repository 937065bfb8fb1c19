package io.ftpcluster.edge;

import io.ftpcluster.testing.PortalClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds a stream of live updates, and opens the next one the moment that one ends, as no patient browser would. */
final class LivePage implements AutoCloseable {

    private final HttpClient http;
    private final HttpRequest request;
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicInteger goodbyes = new AtomicInteger();
    private volatile boolean over;

    LivePage(HttpClient http, URI base, String password) {
        this.http = http;
        this.request = HttpRequest.newBuilder(base.resolve("/live"))
                .header("Authorization", PortalClient.basicCredentials("admin", password))
                .build();
        Thread.ofPlatform().daemon().start(this::goOn);
    }

    private void goOn() {
        while (!over) {
            try {
                HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
                String all = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
                if (answer.statusCode() == 200 && all.endsWith("event: bye\ndata: {\"reason\":\"restart\"}\n\n")) {
                    goodbyes.incrementAndGet();
                } else {
                    troubles.add(answer.statusCode() + " " + all);
                }
            } catch (IOException e) {
                if (!over) {
                    troubles.add(e.toString());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                over = true;
            }
        }
    }

    /** Streams that ended as a stopping node ends them. */
    int goodbyes() {
        return goodbyes.get();
    }

    /** How others ended, and what was no stream. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        over = true;
        http.shutdownNow();
    }
}
