package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All checks at once, each on a thread of its own and with a deadline. */
final class Examination {

    private final List<Check> checks;
    private final Duration limit;

    record Result(String name, Finding finding) {}

    /** @param limit of each */
    Examination(List<Check> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    /** In the order of the checks. */
    List<Result> run() throws InterruptedException {
        List<CompletableFuture<Finding>> looks = new ArrayList<>();
        for (Check check : checks) {
            CompletableFuture<Finding> look = new CompletableFuture<>();
            // What is late is left behind: such threads don't keep the program.
            Thread.ofPlatform().daemon().name(check.name()).start(() -> {
                try {
                    look.complete(check.look());
                } catch (Exception | LinkageError e) {
                    look.completeExceptionally(e);
                }
            });
            looks.add(look);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            results.add(new Result(checks.get(i).name(), finding(looks.get(i), deadline - System.nanoTime())));
        }
        return results;
    }

    private Finding finding(CompletableFuture<Finding> look, long nanos) throws InterruptedException {
        try {
            return look.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Finding.failure("Nothing came of it within " + limit.toSeconds() + " s.",
                    "Try again; if it stays so, look at what it waits for: the network, a name server, a disk.");
        } catch (ExecutionException e) {
            return Finding.failure(said(e.getCause()), "");
        }
    }

    private static String said(Throwable cause) {
        return switch (cause) {
            case FailureException known -> known.failure().detail();
            case IOException io -> FileProblem.text(io);
            default -> String.valueOf(cause.getMessage());
        };
    }
}
