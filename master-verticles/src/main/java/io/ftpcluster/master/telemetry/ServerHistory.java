package io.ftpcluster.master.telemetry;

import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What isn't stored for good yet of one server's history. Not thread-safe. */
final class ServerHistory {

    private final String serverId;
    private final List<Running> closed = new ArrayList<>(1);
    private Running seconds;
    private Running minutes;

    ServerHistory(String serverId) {
        this.serverId = serverId;
    }

    String serverId() {
        return serverId;
    }

    void add(long second, float[] values) {
        seconds = at(Resolution.SECONDS, seconds, second);
        minutes = at(Resolution.MINUTES, minutes, second);
        seconds.add(second, values);
        minutes.add(second, values);
    }

    private Running at(Resolution resolution, Running running, long second) {
        if (running != null && running.holds(second)) {
            return running;
        }
        if (running != null) {
            closed.add(running);
        }
        return new Running(resolution, second);
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

    boolean isRunning(Running running) {
        return running == seconds || running == minutes;
    }

    /** Whether it has minutes of this hour that are still growing. */
    boolean isWithin(long hour) {
        return minutes != null && Grid.chunk(Resolution.MINUTES, minutes.start()) == hour;
    }

    List<Running> held(Resolution resolution) {
        return Stream.concat(closed.stream(), Stream.of(seconds, minutes))
                .filter(running -> running != null && running.resolution() == resolution).toList();
    }

    /** What is to be stored now; the chunks that are full are forgotten by this. */
    List<Running> take() {
        List<Running> taken = new ArrayList<>(closed);
        closed.clear();
        Stream.of(seconds, minutes).filter(running -> running != null && running.takeDirty()).forEach(taken::add);
        return taken;
    }
}
