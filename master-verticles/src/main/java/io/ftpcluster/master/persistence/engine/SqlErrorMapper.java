package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.rate.RateLimiter;
import io.vertx.core.VertxException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a database's refusal means to the portal. */
public final class SqlErrorMapper {

    private static final Logger LOG = LoggerFactory.getLogger(SqlErrorMapper.class);

    private static final Duration COMPLAINT_INTERVAL = Duration.ofSeconds(10);

    private final Engine engine;
    private final RateLimiter complaints = RateLimiter.onceEach(COMPLAINT_INTERVAL);
    private final AtomicLong unsaid = new AtomicLong();

    public SqlErrorMapper(Engine engine) {
        this.engine = engine;
    }

    public RuntimeException of(Throwable cause) {
        return switch (cause) {
            case FailureException known -> known;
            case SQLException e -> of(engine.trouble(e), e);
            case VertxException e -> unavailable("no connection to it is free", e); // Too many wait, too long, or it is closed.
            case RuntimeException e -> e;
            default -> defect(cause);
        };
    }

    private RuntimeException of(SqlErrorKind trouble, SQLException cause) {
        return switch (trouble.kind()) {
            case UNIQUE -> new UniqueViolation(cause);
            case CONFLICT, LOST -> new RetryableException(trouble, cause);
            case UNAVAILABLE -> unavailable(trouble.reason(), cause);
            case DEFECT -> defect(cause);
        };
    }

    /** When it is not tried again. */
    public FailureException givenUp(RetryableException last) {
        return unavailable(last.trouble().reason(), last.getCause());
    }

    public FailureException unavailable(String reason, Throwable cause) {
        complain(reason, cause);
        return Failure.of(FailureCode.UNAVAILABLE, "The portal's database can't be used now: " + reason + ".")
                .retryAfter(5)
                .causedBy(cause);
    }

    /** Not for each request of a busy portal. */
    private void complain(String reason, Throwable cause) {
        unsaid.incrementAndGet();
        if (complaints.tryAcquire()) {
            LOG.error("The database can't be used now, {} failures since the last such line; this one: {}: {}",
                    unsaid.getAndSet(0), reason, cause.toString());
        }
    }

    private static RuntimeException defect(Throwable cause) {
        return new IllegalStateException("The database failed: " + cause.getMessage(), cause);
    }
}
