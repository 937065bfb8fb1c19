package io.ftpcluster.edge;

import io.ftpcluster.testing.PortalClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one thing after another over connections that it keeps, and remembers what failed. */
final class SteadyVisitor implements AutoCloseable {

    private final HttpClient http;
    private final URI base;
    private final String name;
    private final String credentials;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    /** @param name of the servers that it registers, with a number */
    SteadyVisitor(HttpClient http, URI base, String name, String password) {
        this.http = http;
        this.base = base;
        this.name = name;
        this.credentials = PortalClient.basicCredentials("admin", password);
        this.thread = Thread.ofPlatform().daemon().start(this::goOn);
    }

    private void goOn() {
        for (int i = 0; !over; i++) {
            switch (i % 4) {
                case 0 -> ask(200, request("/health/live"));
                case 1 -> ask(200, request("/me"));
                case 2 -> ask(200, request("/openapi.json"));
                // No new account: a hash for each would make the visitors slow.
                default -> ask(201, request("/servers").header("Content-Type", "application/json").POST(BodyPublishers
                        .ofString("{\"alias\":\"" + name + i
                                + "\",\"host\":\"127.0.0.1\",\"ftp_port\":21,\"ftp_security\":\"none\"}")));
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20)).header("Authorization",
                credentials);
    }

    private void ask(int wanted, HttpRequest.Builder asked) {
        HttpRequest request = asked.build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == wanted) {
                answers.incrementAndGet();
            } else {
                failures.add(request + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            failures.add(request + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }

    int answers() {
        return answers.get();
    }

    /** Ends it first. */
    List<String> failures() throws InterruptedException {
        over = true;
        thread.join();
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        over = true;
        http.shutdownNow();
    }
}
