package io.ftpcluster.master.cluster;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/** Looks each 100 ms how late its event loop is. As many instances as there are event loops. */
public final class LagVerticle extends VerticleBase {

    private static final long EVERY_MILLIS = 100;

    private final LoopLag lag;
    private LoopLag.Beat beat;

    public LagVerticle(LoopLag lag) {
        this.lag = lag;
    }

    @Override
    public Future<?> start() {
        beat = lag.begin();
        look();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        lag.end(beat);
        return Future.succeededFuture();
    }

    private void look() {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        vertx.setTimer(EVERY_MILLIS, id -> {
            beat.note(Math.max(0, System.nanoTime() - due));
            look();
        });
    }
}
