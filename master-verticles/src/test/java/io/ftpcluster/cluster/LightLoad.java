package io.ftpcluster.cluster;

import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One who asks, changes and logs in, one thing after the other, and remembers what failed and what was acknowledged. */
final class LightLoad implements AutoCloseable {

    private final PortalClient client;
    private final String token;
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> users = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final String name;
    private final Thread thread;
    private volatile boolean over;

    /** @param begunNanos by the clock of {@link System#nanoTime} */
    record Failure(long begunNanos, String what) {}

    private interface Call {
        Answer send() throws IOException, InterruptedException;
    }

    /** @param name of the users that it makes, with a number */
    LightLoad(PortalClient client, String token, String name) {
        this.client = client;
        this.token = token;
        this.name = name;
        this.thread = Thread.ofPlatform().daemon().start(this::goOn);
    }

    private void goOn() {
        for (int i = 0; !over; i++) {
            String user = name + i;
            switch (i % 8) {
                case 0 -> {
                    if (ask(201, () -> client.post("/users").bearer(token).json(new JsonObject().put("username", user)
                            .put("password", "a long passphrase")).send())) {
                        users.add(user);
                    }
                }
                case 4 -> ask(200, () -> client.post("/login").json(new JsonObject().put("username", "admin").put(
                        "password", ClusterNodes.PASSWORD)).send());
                default -> ask(200, () -> client.get("/me").bearer(token).accept("application/json").send());
            }
        }
    }

    private boolean ask(int wanted, Call call) {
        long begun = System.nanoTime();
        try {
            Answer answer = call.send();
            if (answer.status() == wanted) {
                answers.incrementAndGet();
                return true;
            }
            failures.add(new Failure(begun, answer.status() + " " + answer.text()));
        } catch (IOException e) {
            failures.add(new Failure(begun, e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
        return false;
    }

    int answers() {
        return answers.get();
    }

    /** Of users that the portal said were made. */
    List<String> users() {
        return List.copyOf(users);
    }

    /** Ends it first. */
    List<Failure> failures() throws InterruptedException {
        over = true;
        thread.join();
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        over = true;
        client.close();
    }
}
