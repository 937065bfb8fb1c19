package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What isn't stored for good yet of one server's history. Not thread-safe. */
final class ServerHistory {

    /** Full chunks that wait for the database, and those of a node that doesn't store. */
    private static final int MOST_CLOSED = 4;

    private final String serverId;
    private final List<OpenChunk> closed = new ArrayList<>(1);
    private OpenChunk seconds;
    private OpenChunk minutes;
    private boolean doubted = true;

    ServerHistory(String serverId) {
        this.serverId = serverId;
    }

    String serverId() {
        return serverId;
    }

    void add(long second, float[] values) {
        seconds = at(Resolution.SECONDS, seconds, second);
        minutes = at(Resolution.MINUTES, minutes, second);
        if (doubted) {
            doubted = false;
            seconds.doubt(second);
            minutes.doubt(second);
        }
        seconds.add(second, values);
        minutes.add(second, values);
    }

    private OpenChunk at(Resolution resolution, OpenChunk running, long second) {
        if (running != null && running.holds(second)) {
            return running;
        }
        if (running != null) {
            closed.add(running);
        }
        OpenChunk known = closed.stream()
                .filter(old -> old.resolution() == resolution && old.holds(second))
                .findFirst()
                .orElseGet(() -> new OpenChunk(resolution, second));
        closed.remove(known);
        if (closed.size() > MOST_CLOSED) {
            closed.removeFirst();
        }
        return known;
    }

    /** Something may have been missed: what follows next, and what came last, may not be all. */
    void doubt(long second) {
        doubted = true;
        Stream.of(seconds, minutes)
                .filter(running -> running != null && running.holds(second))
                .forEach(running -> running.doubt(second));
    }

    /** Whether it belongs to what is growing. */
    boolean holds(long second) {
        return minutes != null && minutes.holds(second) && seconds.holds(second);
    }

    /** Whether it could go there; else it belongs to a chunk that isn't here. */
    boolean fillMinute(long second, float[] values) {
        boolean here = minutes != null && minutes.holds(second);
        if (here) {
            minutes.fill(second, values);
        }
        return here;
    }

    boolean isRunning(OpenChunk running) {
        return running == seconds || running == minutes;
    }

    /** Whether it has minutes of this hour that are still growing. */
    boolean isWithin(long hour) {
        return minutes != null && TimeBuckets.chunk(Resolution.MINUTES, minutes.start()) == hour;
    }

    List<OpenChunk> held(Resolution resolution) {
        return Stream.concat(closed.stream(), Stream.of(seconds, minutes))
                .filter(running -> running != null && running.resolution() == resolution)
                .toList();
    }

    /** Forgets full chunks that somebody else has stored: those that ended before, in seconds since the epoch. */
    void forget(long before) {
        closed.removeIf(running -> running.start() + TimeBuckets.span(running.resolution()) <= before);
    }

    /** Something that was taken and couldn't be stored. */
    void giveBack(OpenChunk running) {
        running.setDirty();
        if (!isRunning(running) && !closed.contains(running) && closed.size() < MOST_CLOSED) {
            closed.addFirst(running);
        }
    }

    /** What is to be stored now; the chunks that are full are forgotten by this. */
    List<OpenChunk> take() {
        List<OpenChunk> taken = new ArrayList<>(closed);
        closed.clear();
        Stream.of(seconds, minutes).filter(running -> running != null && running.takeDirty()).forEach(taken::add);
        return taken;
    }
}
