package io.ftpcluster.master.http.files.conditions;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import java.util.List;

/**
 * The conditions of a change (RFC 9110, 13). FTP can't compare and change in one step, so another login may still come
 * between the two; only {@code If-None-Match: *} on an upload is left to the one who writes.
 */
public final class ChangeConditions {

    private static final int PRECONDITION_FAILED = 412;
    private static final List<CharSequence> NEED_THE_FILE = List.of(HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH,
            "If-Unmodified-Since");

    private final MultiMap headers;

    public ChangeConditions(MultiMap headers) {
        this.headers = headers;
    }

    /** Whether nothing may stand there yet, and nothing else was asked. */
    public boolean createOnly() {
        return "*".equals(headers.get(HttpHeaders.IF_NONE_MATCH)) && !headers.contains(HttpHeaders.IF_MATCH);
    }

    /** Succeeds when the change may go on; fails with 412 when not, and with whatever looking at the file fails with. */
    public Future<Void> check(Bus bus, Actor actor, Files.Location location) {
        if (NEED_THE_FILE.stream().noneMatch(headers::contains)) {
            return Future.succeededFuture();
        }
        return bus.request(Files.STAT, new Files.Stat(actor, location))
                .transform(found -> found.succeeded() ? compare(found.result()) : withoutFile(found.cause()));
    }

    private Future<Void> compare(Info found) {
        Validators current = Validators.of(found, Instant.now());
        return new Preconditions(headers, current).allowChange() ? Future.succeededFuture() : refused();
    }

    /** Nothing there matches no tag, and no {@code *} either. */
    private Future<Void> withoutFile(Throwable cause) {
        boolean missing = cause instanceof FailureException known && known.failure().code() == FailureCode.NOT_FOUND;
        if (!missing) {
            return Future.failedFuture(cause);
        }
        return headers.contains(HttpHeaders.IF_MATCH) ? refused() : Future.succeededFuture();
    }

    private static Future<Void> refused() {
        return Future.failedFuture(
                new HttpException(PRECONDITION_FAILED, "What stands there isn't what the request's conditions want."));
    }
}
