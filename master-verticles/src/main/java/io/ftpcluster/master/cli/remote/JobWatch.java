package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Shows a job's steps as they come to their ends, a line each, until the job has ended; on a terminal the last line moves with what
 * the step that runs is doing.
 */
final class JobWatch {

    private static final String PENDING = "pending";
    private static final String RUNNING = "running";

    private final Portal portal;
    private final Polling waiting;
    private final Set<String> told = new HashSet<>();

    JobWatch(Portal portal, Polling waiting) {
        this.portal = portal;
        this.waiting = waiting;
    }

    /** Fails when the job didn't succeed. */
    void toTheEnd(String id) {
        Answer last = end(id);
        JsonObject job = portal.object(last);
        if (portal.screen().isJson()) {
            portal.screen().json(last);
        }
        String what = job.getString("kind") + " of " + job.getString("alias");
        if (!"succeeded".equals(job.getString("state"))) {
            throw new CommandException(ExitCodes.REFUSED,
                    what + " " + why(job) + " To go on from there: ftpcluster job retry " + id);
        }
        if (!portal.screen().isJson()) {
            portal.screen().say(what + " succeeded after " + time(job) + ".");
        }
    }

    private Answer end(String id) {
        try {
            return waiting.until(() -> look(id), "the job " + id + " still runs");
        } finally {
            // For what is said when it can't be watched any more.
            portal.screen().clear();
        }
    }

    private Optional<Answer> look(String id) {
        Answer answer = portal.get("/jobs/" + PortalClient.segment(id));
        JsonObject job = portal.object(answer);
        if (!portal.screen().isJson()) {
            show(job);
        }
        return Optional.of(answer).filter(now -> !RUNNING.equals(job.getString("state")));
    }

    private void show(JsonObject job) {
        CommandOutput screen = portal.screen();
        boolean ended = !RUNNING.equals(job.getString("state"));
        for (JsonObject step : Answer.list(job, "steps")) {
            String state = step.getString("state", "");
            boolean over = !state.equals(PENDING) && !state.equals(RUNNING);
            if (over && told.add(step.getString("name") + " " + step.getString("ended_at"))) {
                screen.clear();
                screen.say(line(step));
            } else if (!over && !ended && (state.equals(RUNNING) || !step.getString("detail", "").isEmpty())) {
                screen.replace(line(step));
                return;
            }
        }
    }

    /** The same in lists of steps. */
    static String line(JsonObject step) {
        String time = step.getString("started_at") == null ? "" : time(step);
        return String
                .format("%-14s %-10s %8s  %s", step.getString("name"), step.getString("state"), time,
                        step.getString("detail", ""))
                .stripTrailing();
    }

    private static String why(JsonObject job) {
        return Answer.list(job, "steps")
                .stream()
                .filter(step -> "failed".equals(step.getString("state")))
                .findFirst()
                .map(step -> "failed at " + step.getString("name") + ": " + sentence(step.getString("detail", "")))
                .orElseGet(() -> "is " + job.getString("state") + ".");
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** From its beginning to its end, or until now by this machine's clock. */
    private static String time(JsonObject work) {
        String begun = work.getString("started_at", work.getString("created_at", ""));
        String ended = work.getString("ended_at");
        try {
            return ValueFormat.duration(
                    Duration.between(Instant.parse(begun), ended == null ? Instant.now() : Instant.parse(ended)));
        } catch (DateTimeException e) {
            return "";
        }
    }
}
