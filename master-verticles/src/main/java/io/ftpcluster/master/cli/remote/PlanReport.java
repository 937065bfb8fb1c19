package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.fleet.Change.Action;
import io.ftpcluster.master.cli.fleet.Change;
import io.ftpcluster.master.cli.fleet.Plan;
import io.ftpcluster.master.cli.fleet.PlanText;
import io.ftpcluster.master.cli.remote.PlanExecution.Outcome;
import io.ftpcluster.master.cli.remote.PlanExecution.State;
import io.ftpcluster.text.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** What is to be done, and what came of it: for people as it goes, as JSON at the end. */
final class PlanReport {

    private final CommandOutput screen;
    private final Plan plan;
    private final boolean dryRun;

    PlanReport(CommandOutput screen, Plan plan, boolean dryRun) {
        this.screen = screen;
        this.plan = plan;
        this.dryRun = dryRun;
    }

    void plan() {
        plan.remarks().forEach(screen::remark);
        if (screen.isJson()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        plan.changes().forEach(change -> lines.append(Printable.line(PlanText.line(change))).append('\n'));
        lines.append(PlanText.summary(plan)).append('\n');
        screen.print(lines.toString());
        if (plan.extra() > 0) {
            screen.remark("The portal has " + plan.extra()
                    + " more that the file doesn't name; they stay (--prune removes" + " them).");
        }
    }

    /** @param outcomes empty where nothing was tried */
    void end(List<Outcome> outcomes) {
        if (screen.isJson()) {
            screen.json(new Answer(200, null, json(outcomes).encode()));
            return;
        }
        PlanExecution.failed(outcomes)
                .forEach(outcome -> screen.remark(outcome.change().key() + ": "
                        + outcome.state().name().toLowerCase(Locale.ROOT) + ": " + outcome.detail()));
        if (!outcomes.isEmpty()) {
            screen.say("Added " + count(outcomes, Action.ADD) + ", changed " + count(outcomes, Action.CHANGE)
                    + ", removed " + count(outcomes, Action.REMOVE) + ".");
        }
    }

    private static long count(List<Outcome> outcomes, Action action) {
        return outcomes.stream()
                .filter(outcome -> outcome.state() == State.DONE && outcome.change().action() == action)
                .count();
    }

    private JsonObject json(List<Outcome> outcomes) {
        JsonArray changes = new JsonArray();
        if (outcomes.isEmpty()) {
            plan.changes().forEach(change -> changes.add(PlanText.json(change)));
        }
        for (Outcome outcome : outcomes) {
            Change change = outcome.change();
            changes.add(PlanText.json(change)
                    .put("result", outcome.state().name().toLowerCase(Locale.ROOT))
                    .put("detail", outcome.detail()));
        }
        return new JsonObject().put("dry_run", dryRun)
                .put("changes", changes)
                .put("unchanged", plan.unchanged())
                .put("extra", plan.extra())
                .put("remarks", new JsonArray(plan.remarks()));
    }
}
