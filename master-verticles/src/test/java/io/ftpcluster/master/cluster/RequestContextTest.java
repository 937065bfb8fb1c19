package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** For which request something is done is known wherever it leads, and nowhere else. */
class RequestContextTest {

    private static final int SECONDS = 30;
    private static final BlockingQueue<RequestContext> HEARD = new LinkedBlockingQueue<>();
    private static TestCluster cluster;

    /** Answers on virtual threads, after it has waited for another one. */
    private static final class Answering extends VerticleBase {

        private final Bus bus;
        private final BlockingQueue<RequestContext> seen = new LinkedBlockingQueue<>();

        Answering(Bus bus) {
            this.bus = bus;
        }

        @Override
        public Future<?> start() {
            return Future.all(bus.answer(Nodes.OUTDATE, request -> {
                seen.add(RequestContext.current());
                vertx.timer(1, TimeUnit.MILLISECONDS).await();
                seen.add(RequestContext.current());
                CompletableFuture<RequestContext> own = new CompletableFuture<>();
                Thread.ofVirtual().start(RequestContext.carry(() -> own.complete(RequestContext.current())));
                seen.add(own.join());
                return Done.DONE;
            }), bus.listen(Permissions.CHANGED, event -> HEARD.add(RequestContext.current())).begun());
        }
    }

    private static Answering answering;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.of(2);
        answering = new Answering(cluster.get(1).bus());
        cluster.get(1)
                .vertx()
                .deployVerticle(answering, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await(SECONDS, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    /** In a context of its own, as each request to HTTP has one. */
    private static CompletableFuture<RequestContext> inRequest(RequestContext request, Runnable before) {
        CompletableFuture<RequestContext> after = new CompletableFuture<>();
        Vertx vertx = cluster.get(0).vertx();
        ContextInternal own = ((VertxInternal) vertx).createEventLoopContext().duplicate();
        own.runOnContext(v -> {
            request.attach();
            before.run();
            cluster.get(0)
                    .bus()
                    .request(Nodes.OUTDATE.within(Duration.ofSeconds(SECONDS)), new Nodes.Outdate())
                    .onComplete(answer -> after.complete(RequestContext.current()));
        });
        return after;
    }

    private static void assertSeen(RequestContext expected) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            assertEquals(expected, answering.seen.poll(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void itReachesOtherNodesAndTheirThreads() throws Exception {
        RequestContext first = new RequestContext("r-1", "änna", "alpha");
        RequestContext second = new RequestContext("r-2", "", "");
        assertEquals(first, inRequest(first, () -> {}).get(SECONDS, TimeUnit.SECONDS));
        assertEquals(second, inRequest(second, () -> {}).get(SECONDS, TimeUnit.SECONDS));
        assertEquals(RequestContext.NONE, inRequest(RequestContext.NONE, () -> {}).get(SECONDS, TimeUnit.SECONDS));

        List.of(first, second, RequestContext.NONE).forEach(each -> {
            try {
                assertSeen(each);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void eventsTellWhoseTheyAre() throws Exception {
        RequestContext request = new RequestContext("r-3", "anna", "");
        inRequest(request, () -> cluster.get(0).bus().publish(Permissions.CHANGED, new Permissions.Changed(null)))
                .get(SECONDS, TimeUnit.SECONDS);
        assertSeen(request);
        assertEquals(request, HEARD.poll(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void nothingSticksToWhatOthersShare() {
        new RequestContext("r-4", "anna", "alpha").attach();
        assertEquals(RequestContext.NONE, RequestContext.current());
        Vertx vertx = cluster.get(0).vertx();
        CompletableFuture<RequestContext> next = new CompletableFuture<>();
        ContextInternal shared = ((VertxInternal) vertx).createEventLoopContext();
        shared.runOnContext(v -> {
            new RequestContext("r-4", "anna", "alpha").attach();
            shared.runOnContext(w -> next.complete(RequestContext.current()));
        });
        assertEquals(RequestContext.NONE, next.orTimeout(SECONDS, TimeUnit.SECONDS).join());
    }
}
