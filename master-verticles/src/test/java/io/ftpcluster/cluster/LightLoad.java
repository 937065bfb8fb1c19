package io.ftpcluster.cluster;

import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.Visitor.Failure;
import io.ftpcluster.testing.Visitor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One who asks, changes and logs in, and remembers what was acknowledged. */
final class LightLoad implements AutoCloseable {

    private final PortalClient client;
    private final String token;
    private final String name;
    private final Queue<String> users = new ConcurrentLinkedQueue<>();
    private final Visitor visitor;

    /** @param name of the users that it makes, with a number */
    LightLoad(PortalClient client, String token, String name) {
        this.client = client;
        this.token = token;
        this.name = name;
        this.visitor = new Visitor(this::ask);
    }

    private Optional<String> ask(int number) throws IOException, InterruptedException {
        return switch (number % 8) {
            case 0 -> makeUser(name + number);
            case 4 -> unless(200,
                    client.post("/login")
                            .json(new JsonObject().put("username", "admin").put("password", ClusterNodes.PASSWORD))
                            .send());
            default -> unless(200, client.get("/me").bearer(token).accept("application/json").send());
        };
    }

    private Optional<String> makeUser(String user) throws IOException, InterruptedException {
        Optional<String> wrong = unless(201,
                client.post("/users")
                        .bearer(token)
                        .json(new JsonObject().put("username", user).put("password", "a long passphrase"))
                        .send());
        if (wrong.isEmpty()) {
            users.add(user);
        }
        return wrong;
    }

    private static Optional<String> unless(int wanted, Answer answer) {
        return answer.status() == wanted ? Optional.empty() : Optional.of(answer.status() + " " + answer.text());
    }

    int answers() {
        return visitor.answers();
    }

    /** Of users that the portal said were made. */
    List<String> users() {
        return List.copyOf(users);
    }

    /** Ends it first. */
    List<Failure> failures() throws InterruptedException {
        return visitor.failures();
    }

    @Override
    public void close() {
        visitor.close();
        client.close();
    }
}
