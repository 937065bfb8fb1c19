package io.ftpcluster.master.http.files.search;

import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;

/** How long a walk may take; what was found by then is still told. */
public record TimeLimit(Vertx vertx, Duration most) {

    /** What takes time. */
    interface Walking {
        void run() throws IOException;
    }

    void over(TreeWalk walk, Walking walking) throws IOException {
        long timer = vertx.setTimer(most.toMillis(), id -> walk.stop());
        try {
            walking.run();
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    String reason() {
        return "It took longer than " + most.toSeconds() + " s.";
    }
}
