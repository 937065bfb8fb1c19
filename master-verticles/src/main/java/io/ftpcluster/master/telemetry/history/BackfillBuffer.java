package io.ftpcluster.master.telemetry.history;

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
import java.util.stream.LongStream;

/** Puts minute samples from a time without a link where they belong. Doing it again changes nothing. */
public final class BackfillBuffer {

    /** What is older would be removed at once. */
    private static final Duration OLDEST = Duration.ofDays(30);
    /** Clocks differ a little, even when corrected. */
    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final int HOUR = TimeBuckets.step(Resolution.HOURS);
    private static final int MINUTE = TimeBuckets.step(Resolution.MINUTES);

    private final History history;
    private final ChunkStore store;
    private final HourlyRollup hours;
    private final PointsCodec codec;

    public BackfillBuffer(History history, ChunkStore store, HourlyRollup hours, PointsCodec codec) {
        this.history = history;
        this.store = store;
        this.hours = hours;
        this.codec = codec;
    }

    private record Value(long minute, Sample sample) {}

    /** Completes when all is in the database; what is too old, or of the future, is left out. */
    public Future<Void> take(HandOver request, Instant now) {
        Map<Long, List<Value>> byHour = new TreeMap<>();
        for (Sample sample : request.samples()) {
            minutes(sample).filter(
                    minute -> minute <= now.plus(AHEAD).getEpochSecond() && minute > now.minus(OLDEST).getEpochSecond())
                    .forEach(
                            minute -> byHour.computeIfAbsent(TimeBuckets.floor(minute, HOUR), hour -> new ArrayList<>())
                                    .add(new Value(minute, sample)));
        }
        ServerHistory server = history.of(request.serverId());
        List<Future<Void>> stored = new ArrayList<>();
        byHour.forEach((hour, samples) -> stored.add(take(server, hour, samples)));
        return Future.all(stored).compose(all -> roll(server, byHour.keySet()));
    }

    private Future<Void> take(ServerHistory server, long hour, List<Value> values) {
        List<Value> elsewhere = new ArrayList<>();
        for (Value value : values) {
            if (!server.fillMinute(value.minute(), Points.values(value.sample()))) {
                elsewhere.add(value);
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

    private Chunk filled(String serverId, long hour, Chunk old, List<Value> values) {
        Points minutes = old == null
                ? new Points(TimeBuckets.points(Resolution.MINUTES))
                : codec.decode(old.points(), Resolution.MINUTES);
        values.forEach(value -> minutes.fill((int) ((value.minute() - hour) / MINUTE), Points.values(value.sample())));
        return codec.chunk(serverId, Resolution.MINUTES, hour, minutes);
    }

    /** Not the hour that goes on: it is summed up when it is over. */
    private Future<Void> roll(ServerHistory server, Set<Long> touched) {
        return Future.all(touched.stream()
                .filter(hour -> !server.isWithin(hour))
                .map(hour -> hours.roll(server.serverId(), hour))
                .toList()).mapEmpty();
    }

    /**
     * The beginnings of those of which it stands for a half at least, or at least that of its middle: samples that follow one
     * another leave no minute out, however long each is.
     */
    private static LongStream minutes(Sample sample) {
        long end = sample.at() / 1000;
        long middle = TimeBuckets.floor((sample.at() - sample.seconds() * 500L) / 1000, MINUTE);
        long first = TimeBuckets.floor(end - sample.seconds() + MINUTE / 2 - 1, MINUTE);
        long last = TimeBuckets.floor(end - MINUTE / 2, MINUTE);
        return LongStream.iterate(Math.min(first, middle), minute -> minute <= Math.max(last, middle),
                minute -> minute + MINUTE);
    }
}
