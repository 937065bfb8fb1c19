package io.ftpcluster.master.telemetry;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts minute samples from a time without a link where they belong. Doing it again changes nothing. */
final class HandOvers {

    /** What is older would be removed at once. */
    private static final Duration OLDEST = Duration.ofDays(30);
    /** Clocks differ a little, even when corrected. */
    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final int HOUR = Grid.step(Resolution.HOURS);

    private final History history;
    private final ChunkStore store;
    private final Hours hours;
    private final PointsCodec codec;

    HandOvers(History history, ChunkStore store, Hours hours, PointsCodec codec) {
        this.history = history;
        this.store = store;
        this.hours = hours;
        this.codec = codec;
    }

    /** Completes when all is in the database; what is too old, or of the future, is left out. */
    Future<Void> take(HandOver request, Instant now) {
        Map<Long, List<Sample>> byHour = new TreeMap<>();
        for (Sample sample : request.samples()) {
            long second = middle(sample);
            if (second <= now.plus(AHEAD).getEpochSecond() && second > now.minus(OLDEST).getEpochSecond()) {
                byHour.computeIfAbsent(Grid.floor(second, HOUR), hour -> new ArrayList<>()).add(sample);
            }
        }
        ServerHistory server = history.of(request.serverId());
        List<Future<Void>> stored = new ArrayList<>();
        byHour.forEach((hour, samples) -> stored.add(take(server, hour, samples)));
        return Future.all(stored).compose(all -> roll(server, byHour.keySet()));
    }

    private Future<Void> take(ServerHistory server, long hour, List<Sample> samples) {
        List<Sample> elsewhere = new ArrayList<>();
        for (Sample sample : samples) {
            if (!server.fillMinute(middle(sample), Points.values(sample))) {
                elsewhere.add(sample);
            }
        }
        // Also what was full before: it must be in the store, where the change below looks for it.
        List<Future<Void>> stored = new ArrayList<>(history.flush(server));
        if (!elsewhere.isEmpty()) {
            stored.add(store.change(new ChunkKey(server.serverId(), Resolution.MINUTES, hour),
                    old -> filled(server.serverId(), hour, old, elsewhere)));
        }
        return Future.all(stored).mapEmpty();
    }

    private Chunk filled(String serverId, long hour, Chunk old, List<Sample> samples) {
        Points minutes = old == null
                ? new Points(Grid.points(Resolution.MINUTES))
                : codec.decode(old.points(), Resolution.MINUTES);
        samples.forEach(sample -> minutes.fill((int) ((middle(sample) - hour) / Grid.step(Resolution.MINUTES)),
                Points.values(sample)));
        return codec.chunk(serverId, Resolution.MINUTES, hour, minutes);
    }

    /** Not the hour that goes on: it is summed up when it is over. */
    private Future<Void> roll(ServerHistory server, Set<Long> touched) {
        return Future.all(touched.stream().filter(hour -> !server.isWithin(hour)).map(hour -> hours.roll(server
                .serverId(), hour)).toList()).mapEmpty();
    }

    /** Of the time that it stands for, which its own time ends. */
    private static long middle(Sample sample) {
        return (sample.at() - sample.seconds() * 500L) / 1000;
    }
}
