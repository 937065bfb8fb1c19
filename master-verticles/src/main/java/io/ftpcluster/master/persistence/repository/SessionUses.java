package io.ftpcluster.master.persistence.repository;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When sessions were used last, to the minute, until that is written: a request notes it in memory, and the database hears of
 * a session once a minute at most. Thread-safe.
 */
final class SessionUses {

    private static final long MINUTE = 60_000;
    /** What is beyond isn't noted; it is, when it is used again after the next write. */
    private static final int MOST = 10_000;

    private final Map<String, Long> unwritten = new ConcurrentHashMap<>();

    void note(String id, long now) {
        long minute = now - now % MINUTE;
        Long known = unwritten.get(id);
        if (known == null ? unwritten.size() < MOST : known < minute) {
            unwritten.put(id, minute);
        }
    }

    /** By id, as two nodes that change the same rows in different orders would wait for each other. */
    SortedMap<String, Long> drain() {
        SortedMap<String, Long> drained = new TreeMap<>(unwritten);
        drained.forEach(unwritten::remove);
        return drained;
    }
}
