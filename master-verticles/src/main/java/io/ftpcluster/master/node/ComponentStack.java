package io.ftpcluster.master.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that have been started: what started first stops last. */
final class ComponentStack {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentStack.class);
    /** For each step of start and, beyond the drain, of stop: one that hangs must not hang the process. */
    private static final int STEP_SECONDS = 30;

    private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();
    private Vertx vertx;

    void deployOn(Vertx made) {
        vertx = made;
    }

    void deploy(Supplier<Deployable> part, DeploymentOptions options) throws TimeoutException {
        String id = await(vertx.deployVerticle(part, options));
        stops.push(() -> vertx.undeploy(id));
    }

    /** After everything that is started from now on. */
    void stopLast(Supplier<Future<?>> stop) {
        stops.push(stop);
    }

    /** For parts that are written as straight lines and wait. */
    static DeploymentOptions onVirtualThreads() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    }

    static <T> T await(Future<T> step) throws TimeoutException {
        return step.await(STEP_SECONDS, TimeUnit.SECONDS);
    }

    /** @param drain how much longer than usual a part may take */
    void stopAll(Duration drain) {
        while (!stops.isEmpty()) {
            try {
                stops.pop().get().await(STEP_SECONDS + drain.toSeconds(), TimeUnit.SECONDS);
            } catch (RuntimeException | TimeoutException e) {
                LOG.error("A part did not stop as it should; going on with the rest", e);
            }
        }
    }
}
