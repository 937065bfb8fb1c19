package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Create;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/**
 * Copies and moves between servers: begins them on any node, and does them on the one that has the lease. One instance, on
 * virtual threads; needs persistence and files.
 */
public final class CopyVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Bus bus;
    private final Leadership leadership;
    private final String node;
    private CopyRunner runner;
    private LeaderScope scope;

    /**
     * @param leadership of the lease for copies
     * @param node the name of this one
     */
    public CopyVerticle(Bus bus, Leadership leadership, String node) {
        this.bus = bus;
        this.leadership = leadership;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        runner = new CopyRunner(vertx, bus, node);
        scope = new LeaderScope(vertx, leadership).with("Copying files", runner)
                .every(LOOK, "Looking for files to copy", now -> runner.look());
        return Future.join(List.of(bus.listen(Copies.CHANGED, event -> runner.changed()).begun(),
                bus.answer(Copies.CREATE, this::create), scope.start()));
    }

    @Override
    public Future<?> stop() {
        return scope.stop(STOPPING).compose(stopped -> {
            Promise<Void> ended = Promise.promise();
            List<Thread> threads = runner.threads();
            Thread.ofVirtual().name("copies-stop").start(() -> {
                long end = System.nanoTime() + STOPPING.toNanos();
                try {
                    for (Thread thread : threads) {
                        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended.complete();
            });
            return ended.future();
        });
    }

    private Copy create(Create request) {
        for (Source source : request.sources()) {
            requireAccess(request, source.location());
        }
        requireAccess(request, request.destination());
        CopyPlaces.check(request);
        boolean folders = request.sources().stream().anyMatch(Source::folder);
        new RequiredRights(request.operation(), request.conflict(), request.sources(), request.destination(), folders)
                .check(bus, request.actor());
        return bus.request(Copies.INSERT, request).await();
    }

    private void requireAccess(Create request, Files.Location location) {
        bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(request.actor(), location.username())).await();
    }
}
