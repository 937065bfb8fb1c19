package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams.Ending;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Transfers.Direction;
import io.ftpcluster.messages.Transfers.Transfer;
import io.ftpcluster.testing.Actors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferRegistryTest {

    private static final Node WEST = new Node("w", "west", "1", "", Instant.EPOCH, true);
    private static final Actor ANN = Actors.user("1", "ann", "192.0.2.1");
    private static final Actor BEN = Actors.user("2", "ben", "192.0.2.2");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
    private final TransferRegistry transfers = withLimits(2, 3);

    private TransferRegistry withLimits(int perUser, int perServer) {
        return new TransferRegistry(new Config.Transfers(perUser, perServer), WEST, meters, InstantSource.fixed(NOW),
                () -> nanos);
    }

    /** Moves what the test says. */
    private static final class Stream implements FileStreams.Moving {
        private final Promise<Ending> ending = Promise.promise();
        private long moved;
        private Throwable brokenOff;

        @Override
        public Future<Ending> over() {
            return ending.future();
        }

        @Override
        public void breakOff(Throwable cause) {
            brokenOff = cause;
            ending.tryComplete(Ending.ENDED);
        }

        @Override
        public long moved() {
            return moved;
        }
    }

    private static Permissions.Permission on(String alias) {
        return new Permissions.Permission("p", "1", "ann", "id of " + alias, alias, "ftp",
                EnumSet.allOf(Permissions.Right.class), null, NOW);
    }

    private static LiveTransfer.Description facts(Actor actor, Direction direction) {
        return new LiveTransfer.Description(actor, new Files.Location("ann", "alpha", RemotePath.parse("/dir/file")),
                direction, 1000);
    }

    private Stream start(TransferRegistry all, Actor actor, Direction direction, String alias) {
        return all.within(actor, on(alias), permit -> {
            Stream stream = new Stream();
            all.begin(permit, facts(actor, direction), stream);
            return stream;
        });
    }

    private Stream start(Actor actor) {
        return start(transfers, actor, Direction.DOWNLOAD, "alpha");
    }

    private static Failure refused(Runnable opening) {
        return assertThrows(FailureException.class, opening::run).failure();
    }

    private double count(String name, String... tags) {
        return meters.get("ftpcluster." + name)
                .tags(tags)
                .meters()
                .stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    private void seconds(long count) {
        for (long i = 0; i < count; i++) {
            nanos += TimeUnit.SECONDS.toNanos(1);
            transfers.sample();
        }
    }

    @Test
    void listsWhatMoves() {
        Stream stream = start(ANN);
        stream.moved = 250;
        Transfer listed = transfers.list(null).getFirst();
        assertEquals(new Transfer(listed.id(), ANN, facts(ANN, Direction.DOWNLOAD).location(), Direction.DOWNLOAD, 1000,
                250, 0, NOW, "west"), listed);
        start(BEN);
        assertEquals(2, transfers.list(null).size());
        assertEquals(List.of(listed), transfers.list("1"));
        assertEquals(List.of(), transfers.list("3"));
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void everyWayOutLeavesNothing(Ending how) {
        for (Direction direction : Direction.values()) {
            String[] labels = {"direction", direction == Direction.UPLOAD ? "upload" : "download"};
            Stream stream = start(transfers, ANN, direction, "alpha");
            assertFalse(transfers.isIdle());
            assertEquals(1, count("transfers.active", labels));
            stream.moved = 700;
            seconds(1);
            assertEquals(700, count("transfer", labels), "bytes count while they move");
            stream.moved = 1000;
            stream.ending.complete(how);
            assertTrue(transfers.isIdle());
            assertEquals(List.of(), transfers.list(null));
            assertEquals(0, count("transfers.active", labels));
            assertEquals(1000, count("transfer", labels));
            assertEquals(1, count("transfers", "direction", labels[1], "outcome", how.name().toLowerCase(Locale.ROOT)));
            assertEquals(1, count("transfers", labels), "only that");
        }
    }

    @Test
    void aStreamThatWasOverAtOnceLeavesNothing() {
        transfers.within(ANN, on("alpha"), permit -> {
            Stream stream = new Stream();
            stream.ending.complete(Ending.FAILED);
            transfers.begin(permit, facts(ANN, Direction.UPLOAD), stream);
            return stream;
        });
        assertTrue(transfers.isIdle());
    }

    @Test
    void anOpeningThatFailsLeavesNothing() {
        assertEquals(FailureCode.NOT_FOUND, refused(() -> transfers.within(ANN, on("alpha"), permit -> {
            assertFalse(transfers.isIdle(), "the permit is taken before anything is opened");
            throw Failure.notFound("no such file").exception();
        })).code());
        assertTrue(transfers.isIdle());
    }

    @Test
    void anEndReachesTheStream() {
        Stream stream = start(ANN);
        stream.moved = 5;
        String id = transfers.list(null).getFirst().id();
        assertEquals(FailureCode.NOT_FOUND, refused(() -> transfers.end(Actors.user("other", "ben", "-"), id)).code());
        Transfer last = transfers.end(Actor.SYSTEM, id).result();
        assertEquals(5, last.moved());
        assertEquals(FailureCode.FORBIDDEN, ((FailureException) stream.brokenOff).failure().code());
        assertTrue(transfers.isIdle());
        assertEquals(FailureCode.NOT_FOUND, refused(() -> transfers.end(Actor.SYSTEM, id)).code());
        assertEquals(FailureCode.NOT_FOUND, refused(() -> transfers.end(Actor.SYSTEM, "x")).code());
    }

    @Test
    void theSpeedIsThatOfTheLastSeconds() {
        Stream stream = start(ANN);
        for (int i = 0; i < 20; i++) {
            stream.moved += 300;
            seconds(1);
        }
        assertEquals(300, transfers.list(null).getFirst().bytesPerSecond());
        seconds(2);
        long slower = transfers.list(null).getFirst().bytesPerSecond();
        assertTrue(slower > 0 && slower < 300, () -> "" + slower);
        seconds(5);
        assertEquals(0, transfers.list(null).getFirst().bytesPerSecond());
        nanos += TimeUnit.MILLISECONDS.toNanos(500);
        stream.moved += 4500;
        assertEquals(1000, transfers.list(null).getFirst().bytesPerSecond(), "between samples too");
    }

    @Test
    void aUserHasSoManyAtOnce() {
        Stream first = start(ANN);
        start(transfers, ANN, Direction.UPLOAD, "beta");
        Failure failure = refused(() -> start(ANN));
        assertEquals(FailureCode.THROTTLED, failure.code());
        assertTrue(failure.retryAfterSeconds() > 0);
        assertTrue(failure.detail().contains("ann has 2 transfers")
                && failure.detail().contains("FTPCLUSTER_TRANSFERS_PER_USER"), failure.detail());
        assertEquals(1, count("transfers.refused", "limit", "user"));
        start(BEN);
        first.ending.complete(Ending.ABORTED);
        start(ANN);
        assertEquals(FailureCode.THROTTLED, refused(() -> start(ANN)).code());
    }

    @Test
    void aServerHasSoManyAtOnce() {
        start(ANN);
        start(ANN);
        Stream third = start(BEN);
        Failure failure = refused(() -> start(BEN));
        assertEquals(FailureCode.UNAVAILABLE, failure.code());
        assertTrue(failure.retryAfterSeconds() > 0);
        assertTrue(failure.detail().contains("alpha has 3 transfers")
                && failure.detail().contains("FTPCLUSTER_TRANSFERS_PER_SERVER"), failure.detail());
        assertEquals(1, count("transfers.refused", "limit", "server"));
        // The refused one was not counted for its user.
        start(transfers, BEN, Direction.DOWNLOAD, "beta");
        third.ending.complete(Ending.COMPLETED);
        start(BEN);
    }

    @Test
    void noLimitIsNone() {
        TransferRegistry unlimited = new TransferRegistry(new Config.Transfers(0, 0), WEST, new SimpleMeterRegistry());
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            streams.add(start(unlimited, ANN, Direction.DOWNLOAD, "alpha"));
        }
        assertEquals(5000, unlimited.list(null).size());
        streams.forEach(stream -> stream.ending.complete(Ending.COMPLETED));
        assertTrue(unlimited.isIdle());
    }

    @Test
    void whatWasForgottenGoesByItself() {
        transfers.within(ANN, on("alpha"), permit -> permit);
        Stream stream = start(ANN);
        seconds(60);
        assertEquals(FailureCode.THROTTLED, refused(() -> start(ANN)).code(), "not too early");
        nanos += Duration.ofMinutes(20).toNanos();
        transfers.sample();
        assertEquals(1, transfers.list(null).size(), "what moves isn't forgotten");
        stream.ending.complete(Ending.COMPLETED);
        assertTrue(transfers.isIdle());
    }
}
