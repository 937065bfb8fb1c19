package io.ftpcluster.master.telemetry.links;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure.FieldError;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.rate.Gcra;
import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.messages.Agents.Posted;
import io.ftpcluster.messages.Agents.TokenOwner;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What comes by {@code POST /telemetry}, from whoever can only post: about once a minute. Thread-safe. */
final class TelemetryPosts {

    /** What one post stands for. */
    static final int SECONDS = 60;
    /** At once; after that one each {@link #EACH}. */
    static final int BURST = 6;

    private static final Duration EACH = Duration.ofSeconds(10);
    private static final Gcra RATE = Gcra.of(BURST, EACH, TimeUnit.MILLISECONDS);
    private static final int MAX_REMEMBERED = 100_000;
    private static final int MOST_USERS = 1_000_000;

    private final Bus bus;
    private final RejectionLog refusals;
    private final Clock clock;
    /** When the bucket of each server is full again, in milliseconds. */
    private final Cache<String, Long> fullAt = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(EACH.multipliedBy(BURST))
            .build();

    TelemetryPosts(Bus bus, RejectionLog refusals, Clock clock) {
        this.bus = bus;
        this.refusals = refusals;
        this.clock = clock;
    }

    Future<Done> take(TokenOwner owner, Posted posted) {
        if (posted.alias() != null && !posted.alias().equalsIgnoreCase(owner.alias())) {
            refusals.add(Reason.WRONG_SERVER, owner.alias(), "a post for another server");
            throw Failure.forbidden("The token belongs to another server.").exception();
        }
        List<FieldError> errors = errors(posted);
        if (!errors.isEmpty()) {
            String detail = errors.stream()
                    .map(error -> error.field() + ": " + error.detail())
                    .collect(Collectors.joining("; "));
            refuse(owner, detail);
            throw new Failure(FailureCode.INVALID, detail, errors, 0).exception();
        }
        long wait = wait(owner.serverId());
        if (wait > 0) {
            refusals.add(Reason.TOO_MANY_POSTS, owner.alias(), "more than one post each " + EACH.toSeconds() + " s");
            throw Failure.of(FailureCode.THROTTLED, "Post once a minute.").retryAfter(wait).exception();
        }
        return bus.request(Telemetry.REPORT, new Telemetry.Report(owner.serverId(), sample(posted)));
    }

    void refuse(TokenOwner owner, String detail) {
        refusals.add(Reason.BAD_POST, owner.alias(), detail);
    }

    private static List<FieldError> errors(Posted posted) {
        List<FieldError> errors = new ArrayList<>();
        if (posted.alias() == null) {
            errors.add(new FieldError("alias", "is required"));
        }
        percent(errors, "mem_percent", posted.memPercent());
        percent(errors, "cpu_percent", posted.cpuPercent());
        percent(errors, "storage_percent", posted.storagePercent());
        percent(errors, "inodes_percent", posted.inodesPercent());
        if (posted.userCount() != null && (posted.userCount() < 0 || posted.userCount() > MOST_USERS)) {
            errors.add(new FieldError("user_count", "must be a whole number from 0 to " + MOST_USERS));
        }
        return errors;
    }

    private static void percent(List<FieldError> errors, String field, Double value) {
        if (value != null && !(value >= 0 && value <= 100)) {
            errors.add(new FieldError(field, "must be a number from 0 to 100"));
        }
    }

    /** Seconds until the next one is taken, or 0. */
    private long wait(String server) {
        long now = clock.millis();
        long[] wait = new long[1];
        fullAt.asMap().compute(server, (id, old) -> {
            Gcra.Answer answer = RATE.take(old == null ? now : old, now);
            wait[0] = answer.delay();
            return answer.fullAt();
        });
        return Math.ceilDiv(wait[0], TimeUnit.SECONDS.toMillis(1));
    }

    private Sample sample(Posted posted) {
        return new Sample(clock.millis(), SECONDS, posted.memPercent(), null, posted.cpuPercent(), null, null,
                posted.storagePercent(), null, null, null, null, null, posted.userCount(), Map.of(), FtpState.UNKNOWN,
                null, posted.inodesPercent());
    }
}
