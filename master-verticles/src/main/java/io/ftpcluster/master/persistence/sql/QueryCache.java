package io.ftpcluster.master.persistence.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What was read of late and is still so: an answer holds until the next change, of whatever kind, and no longer than a
 * given time, for changes that this process doesn't hear of. Only rows that exist are kept. Thread-safe.
 */
final class QueryCache {

    private static final int MOST = 10_000;

    private final Cache<Question, Answer> answers = Caffeine.newBuilder().maximumSize(MOST).build();
    private final AtomicLong changes = new AtomicLong();
    private final long oldest;

    /** @param oldest how long an answer may hold */
    QueryCache(Duration oldest) {
        this.oldest = oldest.toNanos();
    }

    record Question(String sql, List<Object> values) {}

    /** @param changes how many there had been before the row was read */
    private record Answer(Object row, long changes, long readAt) {}

    <T> Optional<T> get(Class<T> type, Question question, Supplier<Optional<T>> source) {
        long now = System.nanoTime();
        // Before reading: a change that comes meanwhile may or may not be in the answer, which then holds no more.
        long seen = changes.get();
        Optional<T> cached = cached(type, question);
        if (cached.isPresent()) {
            return cached;
        }
        Optional<T> fresh = source.get();
        fresh.ifPresent(row -> answers.put(question, new Answer(row, seen, now)));
        return fresh;
    }

    /** Only what needs no reading. */
    <T> Optional<T> cached(Class<T> type, Question question) {
        long seen = changes.get();
        Answer cached = answers.getIfPresent(question);
        return cached != null && cached.changes() == seen && System.nanoTime() - cached.readAt() < oldest
                ? Optional.of(type.cast(cached.row()))
                : Optional.empty();
    }

    /** To be called after each change, before whoever made it hears that it is made. */
    void outdate() {
        changes.incrementAndGet();
    }
}
