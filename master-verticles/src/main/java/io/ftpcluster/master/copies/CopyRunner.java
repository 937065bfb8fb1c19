package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.DebouncedLook;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.FindUnfinished;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Copies;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does what is to be copied while this node has the lease: some at once, the others wait for their turn. One context owns it. */
final class CopyRunner implements LeaderWork {

    /** Copies at once. */
    static final int MOST = 4;
    /** Of one user. */
    static final int MOST_OF_USER = 2;

    private final Context context;
    private final DebouncedLook soon;
    private final Bus bus;
    private final String node;
    private final Map<String, Running> running = new HashMap<>();
    /** Null while another node does it. */
    private Leadership term;

    private record Running(String userId, CopyRun run, Thread thread) {}

    /** To be made on the context that owns it. */
    CopyRunner(Vertx vertx, Bus bus, String node) {
        this.context = vertx.getOrCreateContext();
        this.soon = new DebouncedLook(vertx, this::look);
        this.bus = bus;
        this.node = node;
    }

    @Override
    public Future<?> begin(Leadership begun) {
        term = begun;
        return look();
    }

    @Override
    public void end() {
        term = null;
        running.values().forEach(each -> each.run().leave());
    }

    /** Something may be to do, in a moment. */
    void changed() {
        if (term != null) {
            soon.request();
        }
    }

    /** Begins what can be begun, and ends what is to be cancelled. */
    Future<?> look() {
        Leadership now = term;
        if (now == null) {
            return Future.succeededFuture();
        }
        return bus.request(Copies.UNFINISHED, new FindUnfinished()).onSuccess(found -> {
            if (term == now && now.isHeld()) {
                found.copies().forEach(this::take);
            }
        });
    }

    private void take(Copy copy) {
        Running here = running.get(copy.id());
        if (here != null) {
            if (copy.state() == State.CANCELLING) {
                here.run().cancel();
            }
        } else if (copy.state() == State.CANCELLING || hasRoomFor(copy.userId())) {
            start(copy);
        }
    }

    private boolean hasRoomFor(String userId) {
        return running.size() < MOST
                && running.values().stream().filter(each -> each.userId().equals(userId)).count() < MOST_OF_USER;
    }

    private void start(Copy copy) {
        CopyRun run = new CopyRun(bus, term, copy, node);
        Thread thread = Thread.ofVirtual().name("copy-" + copy.id()).unstarted(() -> {
            try {
                run.run();
            } finally {
                context.runOnContext(done -> ended(copy.id()));
            }
        });
        running.put(copy.id(), new Running(copy.userId(), run, thread));
        thread.start();
    }

    private void ended(String id) {
        running.remove(id);
        changed();
    }

    /** Those that {@link #end} has told to stop but that haven't come to their end yet. */
    List<Thread> threads() {
        return new ArrayList<>(running.values().stream().map(Running::thread).toList());
    }
}
