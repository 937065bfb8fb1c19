package io.ftpcluster.master.http.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Since when others haven't answered this node, as far as they were asked. Thread-safe. */
final class Silence {

    private final InstantSource clock;
    private final Map<String, Instant> since = new ConcurrentHashMap<>();

    Silence(InstantSource clock) {
        this.clock = clock;
    }

    /** @param asked who is asked about at all; others are forgotten */
    void note(Collection<String> asked, Collection<String> answered) {
        since.keySet().retainAll(asked);
        since.keySet().removeAll(answered);
        asked.stream().filter(id -> !answered.contains(id)).forEach(id -> since.putIfAbsent(id, clock.instant()));
    }

    /** Since it was first missed; zero when it answers. */
    Duration of(String id) {
        Instant began = since.get(id);
        return began == null ? Duration.ZERO : Duration.between(began, clock.instant());
    }
}
