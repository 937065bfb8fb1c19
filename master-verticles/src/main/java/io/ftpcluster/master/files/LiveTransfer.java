package io.ftpcluster.master.files;

import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Transfers.Direction;
import io.ftpcluster.messages.Transfers.Transfer;
import java.time.Instant;

/** One transfer under way: what it is, and how far and how fast. Thread-safe. */
final class LiveTransfer {

    /**
     * What doesn't change.
     *
     * @param size how many bytes it will move, or -1 when unknown
     */
    record Description(Actor actor, Files.Location location, Direction direction, long size) {}

    private final String id;
    private final Description facts;
    private final FileStreams.Moving stream;
    private final Instant startedAt;
    private final Speed speed;
    private long counted;

    /** @param now of the clock that samples come from, in nanoseconds */
    LiveTransfer(String id, Description facts, FileStreams.Moving stream, Instant startedAt, long now) {
        this.id = id;
        this.facts = facts;
        this.stream = stream;
        this.startedAt = startedAt;
        this.speed = new Speed(now);
    }

    String id() {
        return id;
    }

    Description facts() {
        return facts;
    }

    FileStreams.Moving stream() {
        return stream;
    }

    Instant startedAt() {
        return startedAt;
    }

    synchronized void sample(long now) {
        speed.sample(now, stream.moved());
    }

    /** How many bytes have moved since this was asked last. */
    synchronized long moreBytes() {
        long moved = stream.moved();
        long more = moved - counted;
        counted = moved;
        return more;
    }

    synchronized Transfer view(long now, String node) {
        long moved = stream.moved();
        return new Transfer(id, facts.actor(), facts.location(), facts.direction(), facts.size(), moved,
                speed.bytesPerSecond(now, moved), startedAt, node);
    }
}
