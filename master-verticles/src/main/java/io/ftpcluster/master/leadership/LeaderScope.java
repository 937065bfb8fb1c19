package io.ftpcluster.master.leadership;

import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a part of this node does while it holds a lease: works that begin and end with it, and tasks that run again and again
 * meanwhile. As a leadership it holds for one term only, so that nothing of an earlier term is written in a later one. It
 * looks every 250 ms, and a node ceases to believe in its lease 2 s before another may have it: works have ended by then.
 * What {@link Leadership} has may be called by any thread; the rest belongs to one context.
 */
public final class LeaderScope implements Leadership {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderScope.class);
    private static final Duration CHECK = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Leadership leadership;
    private final List<Entry> works = new ArrayList<>();
    private final List<PeriodicTask> tasks = new ArrayList<>();
    private final LogThrottle failures = LogThrottle.untilOver();
    /** Null while this node doesn't hold the lease. */
    private volatile Term term;
    private long checks;

    /** One term. A lease may come back with the same token when nobody took it meanwhile; a term doesn't. */
    private static final class Term implements Leadership {
        private final Leadership leadership;
        private final Token token;
        private volatile boolean over;

        Term(Leadership leadership, Token token) {
            this.leadership = leadership;
            this.token = token;
        }

        @Override
        public Optional<Token> token() {
            return over ? Optional.empty() : leadership.token().filter(token::equals);
        }

        @Override
        public void lost(Token refused) {
            leadership.lost(refused);
        }
    }

    private static final class Entry {
        final String name;
        final LeaderWork work;
        /** In which it was begun; null when it isn't. */
        Term begunIn;

        Entry(String name, LeaderWork work) {
            this.name = name;
            this.work = work;
        }
    }

    /** @param leadership of this node, of the lease that all of this needs */
    public LeaderScope(Vertx vertx, Leadership leadership) {
        this.vertx = vertx;
        this.leadership = leadership;
    }

    /**
     * Before the start. Works begin in the order in which they were added, and end in the reverse order.
     *
     * @param name for the log
     */
    public LeaderScope with(String name, LeaderWork work) {
        works.add(new Entry(name, work));
        return this;
    }

    /**
     * Before the start. Periods are counted from there, so that a lease which comes and goes delays nothing.
     *
     * @param name for the log
     * @param task one run; is given the term, whose token its writes carry, and which it asks before each further step when it
     *        takes long. The next run waits until this one is complete
     */
    public LeaderScope every(Duration period, String name, Function<Leadership, Future<?>> task) {
        tasks.add(new PeriodicTask(name, period, task, () -> Optional.ofNullable(term)));
        return this;
    }

    /** Completes when the works have begun, if this node holds the lease; fails when one of them does. */
    public Future<?> start() {
        checks = vertx.setPeriodic(CHECK.toMillis(), timer -> check());
        tasks.forEach(task -> task.start(vertx));
        return check();
    }

    /** Ends the term, and completes when the tasks' runs that are under way have ended, within the limit. */
    public Future<Void> stop(Duration limit) {
        vertx.cancelTimer(checks);
        List<Future<Void>> runs = tasks.stream().map(task -> task.stop(vertx)).toList();
        end();
        return Future.join(runs).timeout(limit.toMillis(), TimeUnit.MILLISECONDS).<Void>mapEmpty().recover(late -> {
            LOG.error("Timed work did not end within {} s", limit.toSeconds());
            return Future.succeededFuture();
        });
    }

    @Override
    public Optional<Token> token() {
        Term now = term;
        return now == null ? Optional.empty() : now.token();
    }

    @Override
    public void lost(Token refused) {
        leadership.lost(refused);
    }

    /** Ends what is over, and begins what is this node's and hasn't begun. */
    Future<?> check() {
        Optional<Token> held = leadership.token();
        if (term != null && !held.equals(Optional.of(term.token))) {
            end();
        }
        if (held.isEmpty()) {
            return Future.succeededFuture();
        }
        if (term == null) {
            term = new Term(leadership, held.get());
        }
        return Future.join(works.stream().filter(entry -> entry.begunIn == null).map(this::begin).toList());
    }

    private Future<?> begin(Entry entry) {
        Term now = term;
        entry.begunIn = now;
        Future<?> begun;
        try {
            begun = entry.work.begin(now);
        } catch (RuntimeException e) {
            begun = Future.failedFuture(e);
        }
        return begun.onComplete(done -> {
            if (done.succeeded()) {
                failures.over(entry.name);
            } else if (entry.begunIn == now) {
                failed(entry, done.cause());
            }
        });
    }

    private void failed(Entry entry, Throwable cause) {
        failures.admit(entry.name)
                .ifPresent(first -> LOG.error("{} can't begin on the node that leads, which tries it until it can: {}",
                        entry.name, cause.getMessage()));
        end(entry);
    }

    private void end() {
        if (term != null) {
            term.over = true;
            term = null;
            works.reversed().stream().filter(entry -> entry.begunIn != null).forEach(LeaderScope::end);
        }
    }

    private static void end(Entry entry) {
        entry.begunIn = null;
        try {
            entry.work.end();
        } catch (RuntimeException e) {
            // The others end all the same.
            LOG.error("{} did not end as it should", entry.name, e);
        }
    }
}
