package io.ftpcluster.edge;

import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.Visitor.Failure;
import io.ftpcluster.testing.Visitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks and registers servers over connections that it keeps. */
final class SteadyVisitor implements AutoCloseable {

    private final HttpClient http;
    private final URI base;
    private final String name;
    private final String credentials;
    private final Visitor visitor;

    /** @param name of the servers that it registers, with a number */
    SteadyVisitor(HttpClient http, URI base, String name, String password) {
        this.http = http;
        this.base = base;
        this.name = name;
        this.credentials = PortalClient.basicCredentials("admin", password);
        this.visitor = new Visitor(this::ask);
    }

    private Optional<String> ask(int number) throws IOException, InterruptedException {
        return switch (number % 4) {
            case 0 -> unless(200, request("/health/live"));
            case 1 -> unless(200, request("/me"));
            case 2 -> unless(200, request("/openapi.json"));
            // No new account: a hash for each would make the visitors slow.
            default -> unless(201,
                    request("/servers").header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"alias\":\"" + name + number
                                    + "\",\"host\":\"127.0.0.1\",\"ftp_port\":21,\"ftp_security\":\"none\"}")));
        };
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", credentials);
    }

    private Optional<String> unless(int wanted, HttpRequest.Builder asked) throws IOException, InterruptedException {
        HttpRequest request = asked.build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return answer.statusCode() == wanted
                ? Optional.empty()
                : Optional.of(request + ": " + answer.statusCode() + " " + answer.body());
    }

    int answers() {
        return visitor.answers();
    }

    /** Ends it first. */
    List<Failure> failures() throws InterruptedException {
        return visitor.failures();
    }

    @Override
    public void close() {
        visitor.close();
        http.shutdownNow();
    }
}
