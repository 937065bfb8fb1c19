package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Series;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Answers for a server's past, from the database and what isn't there yet. Unpacks on a worker thread. */
public final class SeriesReader {

    private static final int HOUR = TimeBuckets.step(Resolution.HOURS);

    private final Vertx vertx;
    private final ChunkStore store;
    private final History history;

    public SeriesReader(Vertx vertx, ChunkStore store, History history) {
        this.vertx = vertx;
        this.store = store;
        this.history = history;
    }

    /** Chunks of one resolution as they were when they were asked for. */
    private record Found(Resolution resolution, Map<Long, Chunk> stored, Map<Long, OpenChunk> held) {

        /** By their start; those that grow have what was stored of them, and more. */
        Map<Long, Points> points(PointsCodec codec) {
            Map<Long, Points> all = new HashMap<>();
            stored.forEach((start, chunk) -> all.put(start, codec.decode(chunk.points(), resolution)));
            held.forEach((start, running) -> {
                Points before = all.put(start, running.points());
                if (before != null) {
                    running.complete(before);
                }
            });
            return all;
        }
    }

    /** INVALID as {@link SeriesPlan} says. */
    public Future<Series> read(FindSeries asked, Instant now) {
        SeriesPlan plan = SeriesPlan.of(asked, now);
        Future<Found> main = find(asked.serverId(), plan.resolution(), plan.from(), plan.to());
        if (plan.resolution() != Resolution.HOURS) {
            return main.compose(found -> build(plan, List.of(found)));
        }
        // The hour that goes on, and the last one when it isn't summed up yet, are known by their minutes only.
        long recent = Math.max(plan.from(), TimeBuckets.floor(now.getEpochSecond(), HOUR) - HOUR);
        return main.compose(hours -> find(asked.serverId(), Resolution.MINUTES, recent, plan.to())
                .compose(minutes -> build(plan, List.of(hours, minutes))));
    }

    private Future<Found> find(String serverId, Resolution resolution, long from, long to) {
        return store.load(serverId, resolution, TimeBuckets.chunk(resolution, from), to)
                .map(stored -> new Found(resolution, stored, history.held(serverId, resolution)));
    }

    private Future<Series> build(SeriesPlan plan, List<Found> found) {
        return vertx.executeBlocking(() -> {
            SeriesBuilder builder = new SeriesBuilder(plan);
            try (PointsCodec codec = new PointsCodec()) {
                Map<Long, Points> main = found.getFirst().points(codec);
                main.forEach((start, points) -> builder.add(plan.resolution(), start, points));
                if (found.size() > 1) {
                    addUnsummed(builder, main, found.getLast().points(codec));
                }
            }
            return builder.build();
        }, false);
    }

    private static void addUnsummed(SeriesBuilder builder, Map<Long, Points> hours, Map<Long, Points> minutes) {
        Set<Long> known = new HashSet<>();
        hours.forEach((start, points) -> {
            for (int i = 0; i < points.size(); i++) {
                if (!isEmpty(points, i)) {
                    known.add(start + (long) i * HOUR);
                }
            }
        });
        Map<Long, List<Points>> byHour = new HashMap<>();
        minutes.forEach((start, points) -> byHour.merge(TimeBuckets.floor(start, HOUR), List.of(points),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
        byHour.forEach((hour, parts) -> {
            if (!known.contains(hour)) {
                Points one = new Points(1);
                one.summarise(0, parts);
                builder.add(Resolution.HOURS, hour, one);
            }
        });
    }

    private static boolean isEmpty(Points points, int point) {
        for (int metric = 0; metric < Points.METRICS; metric++) {
            if (!Float.isNaN(points.mean(point, metric))) {
                return false;
            }
        }
        return true;
    }
}
