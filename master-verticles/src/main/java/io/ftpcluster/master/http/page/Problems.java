package io.ftpcluster.master.http.page;

import io.ftpcluster.bus.Failure.FieldError;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.master.http.body.BodyDrainer;
import io.ftpcluster.master.http.framing.MalformedRequest;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.security.SecurityHeaders;
import io.ftpcluster.text.EnumNames;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns failures into responses: RFC 9457 for programs, a page for browsers. */
public final class Problems implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String PAGE_TRIED = "ftpcluster.error-page-tried";
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String OUR_MISTAKE = "The portal made a mistake; its log has the details.";

    private record Problem(int status, String code, String detail, List<FieldError> errors, long retryAfter) {
        String title() {
            return HttpResponseStatus.valueOf(status).reasonPhrase();
        }
    }

    private final Pages pages;

    public Problems(Pages pages) {
        this.pages = pages;
    }

    public static int statusOf(FailureCode code) {
        return switch (code) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case THROTTLED -> 429;
            case BACKEND_FAILED -> 502;
            case UNAVAILABLE -> 503;
            case BACKEND_TIMEOUT, TIMEOUT -> 504;
            case INTERNAL -> 500;
            case EXISTS -> 412;
            case UNSUPPORTED -> 501;
            case SUPERSEDED -> 503;
            case INSUFFICIENT_STORAGE -> 507;
        };
    }

    @Override
    public void handle(RoutingContext context) {
        Problem problem = problemOf(context);
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Too late for a status: the client must see that this is not all.
            response.reset();
            return;
        }
        if (malformed(context.failure()) != null) {
            // The connection ends with this.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        BodyDrainer.discard(context);
        putHeaders(response, problem);
        if (Negotiation.wantsPage(context) && context.get(PAGE_TRIED) == null) {
            context.put(PAGE_TRIED, true);
            pages.show(context, problem.status(), "error", Map.of("status", problem.status(), "title", problem.title(),
                    "detail", problem.detail(), "request_id", RequestContext.current().id()));
        } else {
            send(response, problem, context.request().path());
        }
    }

    /** For a request whose body turns out to be broken before anybody reads it. */
    public static void refuseBroken(HttpServerRequest request, Throwable cause) {
        Problem problem = malformed(cause);
        if (problem != null && !request.response().headWritten()) {
            SecurityHeaders.putInto(request.response().headers(), request.isSSL());
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            send(request.response(), problem, request.path());
        }
    }

    /** Null when it is something else. */
    private static Problem malformed(Throwable cause) {
        return switch (cause) {
            case MalformedRequest e -> status(e.status(), e.getMessage());
            case TooLongHttpLineException e -> status(414, "The request line is too long.");
            case TooLongHttpHeaderException e -> status(431, "The request's headers are too long.");
            case DecoderException e -> status(400, "The request is not well-formed HTTP.");
            case null, default -> null;
        };
    }

    /** For requests that could not even be read, which no route sees. */
    public static void refuseUnreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem known = malformed(cause);
        Problem problem = known == null ? status(400, "The request is not well-formed HTTP.") : known;
        SecurityHeaders.putInto(request.response().headers(), request.isSSL());
        send(request.response(), problem, "");
        request.connection().close();
    }

    private static Problem problemOf(RoutingContext context) {
        Throwable cause = context.failure();
        if (cause instanceof FailureException known) {
            return ofFailure(context, known);
        }
        Problem malformed = malformed(cause);
        if (malformed != null) {
            return malformed;
        }
        if (cause instanceof HttpException known && (known.getStatusCode() < 500 || known.getStatusCode() == 502)) {
            return status(known.getStatusCode(), known.getPayload());
        }
        if (cause == null && context.statusCode() >= 400 && context.statusCode() < 500) {
            return status(context.statusCode(), null);
        }
        if (context.request().authority() == null) {
            // RFC 9112, 3.2; the router fails such requests as if they were our mistake.
            return status(400, "The request needs one valid Host header.");
        }
        if (!clientHasGone(cause)) {
            logUnexpected(context, cause);
        }
        return new Problem(500, EnumNames.of(FailureCode.INTERNAL), OUR_MISTAKE, List.of(), 0);
    }

    private static Problem ofFailure(RoutingContext context, FailureException known) {
        Failure failure = known.failure();
        if (failure.code() == FailureCode.INTERNAL) {
            logUnexpected(context, known);
        }
        return new Problem(statusOf(failure.code()), EnumNames.of(failure.code()), failure.detail(), failure.errors(),
                failure.retryAfterSeconds());
    }

    private static Problem status(int status, String detail) {
        String code = switch (status) {
            case 404 -> "not_found";
            case 405 -> "method_not_allowed";
            case 408 -> "request_timeout";
            case 413, 414, 431 -> "too_large";
            case 415 -> "unsupported_media_type";
            case 417 -> "expectation_failed";
            case 501, 505 -> "unsupported";
            default -> "bad_request";
        };
        String text = detail == null && status == 404 ? "There is nothing at this path." : detail;
        return new Problem(status, code, text == null ? "The request can't be served." : text, List.of(), 0);
    }

    /** Without what nobody else should read: the query, and the secret in the path of a set-up script. */
    private static void logUnexpected(RoutingContext context, Throwable cause) {
        String path = context.request().path().replaceFirst("^/setup/[^/]*", "/setup/***");
        LOG.error("{} {} failed", context.request().method(), path, cause);
    }

    private static boolean clientHasGone(Throwable cause) {
        return cause instanceof HttpClosedException || cause instanceof StreamResetException
                || cause instanceof ClosedChannelException;
    }

    private static void putHeaders(HttpServerResponse response, Problem problem) {
        if (problem.status() == 401) {
            response.headers()
                    .add(CHALLENGE, "Basic realm=\"FTPCluster\", charset=\"UTF-8\"")
                    .add(CHALLENGE, "Bearer realm=\"FTPCluster\"");
        }
        if (problem.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfter()));
        }
    }

    /** For programs: a conflict with members of its own beside those that all problems have. */
    public static void conflict(RoutingContext context, String detail, Map<String, Object> members) {
        JsonObject body = new JsonObject().put("type", "about:blank")
                .put("title", HttpResponseStatus.CONFLICT.reasonPhrase())
                .put("status", HttpResponseStatus.CONFLICT.code())
                .put("code", EnumNames.of(FailureCode.CONFLICT))
                .put("detail", detail)
                .put("instance", context.request().path())
                .put("request_id", RequestContext.current().id());
        members.forEach(body::put);
        context.response()
                .setStatusCode(HttpResponseStatus.CONFLICT.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body.toBuffer());
    }

    private static void send(HttpServerResponse response, Problem problem, String path) {
        JsonObject body = new JsonObject().put("type", "about:blank")
                .put("title", problem.title())
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", problem.detail())
                .put("instance", path == null ? "" : path)
                .put("request_id", RequestContext.current().id());
        if (!problem.errors().isEmpty()) {
            JsonArray errors = new JsonArray();
            problem.errors()
                    .forEach(error -> errors
                            .add(new JsonObject().put("field", error.field()).put("detail", error.detail())));
            body.put("errors", errors);
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body.toBuffer());
    }
}
