package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.fleet.Change.Action;
import io.ftpcluster.master.cli.fleet.Change;
import io.ftpcluster.master.cli.fleet.Key;
import io.ftpcluster.master.cli.fleet.Kind;
import io.ftpcluster.master.cli.fleet.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes the changes of a plan, a few at once; each is one request, so that the portal makes all of it or nothing. What doesn't depend
 * on one that failed goes on, unless the portal can't be reached.
 */
final class PlanExecution {

    private static final int AT_ONCE = 4;

    enum State {
        DONE,
        FAILED,
        /** Something that it needs failed. */
        SKIPPED
    }

    record Outcome(Change change, State state, String detail) {}

    private final Portal portal;
    private final Plan plan;
    private final Map<Change, Map<String, Secret>> secrets;
    private final Optional<NewPasswords> passwords;
    private final Map<Change, Outcome> outcomes = new LinkedHashMap<>();
    /** What could not be made. */
    private final Set<Key> missing = new HashSet<>();
    /** What was removed. */
    private final Set<Key> gone = new HashSet<>();
    private final AtomicReference<CommandException> unreachable = new AtomicReference<>();
    private final AtomicInteger done = new AtomicInteger();

    PlanExecution(Portal portal, Plan plan, Map<Change, Map<String, Secret>> secrets,
            Optional<NewPasswords> passwords) {
        this.portal = portal;
        this.plan = plan;
        this.secrets = secrets;
        this.passwords = passwords;
    }

    /** In the order of the plan. */
    List<Outcome> run() {
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int step = 0; step <= lastStep(); step++) {
                int now = step;
                runAll(workers, plan.changes().stream().filter(change -> step(change) == now).toList());
            }
        }
        portal.screen().clear();
        return plan.changes().stream().map(outcomes::get).toList();
    }

    /** Why it was given up. */
    Optional<CommandException> unreachable() {
        return Optional.ofNullable(unreachable.get());
    }

    /** Owners come first and go last; what goes with its owner waits for that. */
    private static int step(Change change) {
        int depth = switch (change.key().kind()) {
            case SERVER, USER -> 0;
            case LOGIN -> 1;
            case PERMISSION -> 2;
        };
        return change.action() != Action.REMOVE ? depth : change.withOwner() ? lastStep() : 5 - depth;
    }

    private static int lastStep() {
        return 6;
    }

    private void runAll(ExecutorService workers, List<Change> changes) {
        Map<Change, Future<Outcome>> begun = new LinkedHashMap<>();
        for (Change change : changes) {
            Optional<Key> lost = change.needs().stream().filter(missing::contains).findFirst();
            if (lost.isPresent()) {
                keep(new Outcome(change, State.SKIPPED, "the " + lost.get() + " could not be made"));
            } else if (change.withOwner()) {
                keep(withOwner(change));
            } else {
                begun.put(change, workers.submit(() -> make(change)));
            }
        }
        begun.forEach((change, outcome) -> keep(result(workers, change, outcome)));
    }

    private void keep(Outcome outcome) {
        outcomes.put(outcome.change(), outcome);
        if (outcome.state() != State.DONE && outcome.change().action() == Action.ADD) {
            missing.add(outcome.change().key().folded());
        } else if (outcome.state() == State.DONE && outcome.change().action() == Action.REMOVE) {
            gone.add(outcome.change().key().folded());
        }
    }

    private Outcome withOwner(Change change) {
        boolean isGone = change.key().folded().owners().stream().anyMatch(gone::contains);
        return isGone
                ? new Outcome(change, State.DONE, "")
                : new Outcome(change, State.SKIPPED, "what it goes with could not be removed");
    }

    private static Outcome result(ExecutorService workers, Change change, Future<Outcome> outcome) {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
            return new Outcome(change, State.FAILED, "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException failed) {
                return new Outcome(change, State.FAILED, failed.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Outcome make(Change change) {
        if (unreachable.get() != null) {
            return new Outcome(change, State.SKIPPED, "not tried");
        }
        Map<String, Secret> values = new LinkedHashMap<>(secrets.getOrDefault(change, Map.of()));
        if (change.action() == Action.ADD && change.key().kind() == Kind.USER && !values.containsKey("password")) {
            String username = change.key().names().getFirst();
            passwords.ifPresent(file -> values.put("password", file.make(username)));
        }
        try {
            Answer answer = portal.attempt(change.method(), change.path(), change.body(values), PortalClient.PATIENCE);
            progress(change);
            if (answer.isDone() || isGone(change, answer)) {
                return new Outcome(change, State.DONE, "");
            }
            return new Outcome(change, State.FAILED, portal.refusal(answer).getMessage());
        } catch (CommandException e) {
            unreachable.compareAndSet(null, e);
            return new Outcome(change, State.FAILED, e.getMessage());
        }
    }

    /** Somebody else was faster. */
    private static boolean isGone(Change change, Answer answer) {
        return change.action() == Action.REMOVE && answer.status() == 404;
    }

    private void progress(Change change) {
        int count = done.incrementAndGet();
        synchronized (this) {
            portal.screen().replace(count + " of " + plan.changes().size() + ": " + change.key());
        }
    }

    static List<Outcome> failed(List<Outcome> outcomes) {
        List<Outcome> failed = new ArrayList<>(outcomes);
        failed.removeIf(outcome -> outcome.state() == State.DONE);
        return failed;
    }
}
