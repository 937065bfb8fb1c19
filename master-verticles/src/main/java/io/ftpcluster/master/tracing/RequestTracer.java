package io.ftpcluster.master.tracing;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes spans of what Vert.x tells: requests over HTTP, requests on the bus and statements. The current one is a part of the
 * {@link RequestContext}, and so goes where that goes. Vert.x offers URLs and the messages of failures, too: they aren't taken.
 */
final class RequestTracer implements VertxTracer<TraceSpan, TraceSpan> {

    private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();
    private static final Set<HttpMethod> KNOWN = Set.copyOf(HttpMethod.values());
    private static final String BUS = "vertx-eventbus";
    private static final Pattern VERB = Pattern.compile("^\\s*([A-Za-z]{1,20})");
    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;
    private final Predicate<HttpServerRequest> trusted;

    /** @param trusted whether whoever sends a request may say of which trace it is a part */
    RequestTracer(Tracer tracer, Predicate<HttpServerRequest> trusted) {
        this.tracer = tracer;
        this.trusted = trusted;
    }

    @Override
    public <R> TraceSpan receiveRequest(Context context, io.vertx.core.spi.tracing.SpanKind kind, TracingPolicy policy,
            R request, String operation, Iterable<Entry<String, String>> headers, TagExtractor<R> tags) {
        if (request instanceof HttpServerRequest http) {
            return received(context, http, headers);
        }
        return BUS.equals(tag(tags, request, "messaging.system"))
                ? received(context, tag(tags, request, "messaging.destination.name"), operation, headers)
                : null;
    }

    private TraceSpan received(Context context, HttpServerRequest request, Iterable<Entry<String, String>> headers) {
        io.opentelemetry.context.Context parent = trusted.test(request)
                ? extract(headers)
                : io.opentelemetry.context.Context.root();
        // Whoever invents a method shall not give a span its name.
        String method = KNOWN.contains(request.method()) ? request.method().name() : "_OTHER";
        TraceSpan span = new OtelSpan(tracer,
                tracer.spanBuilder("HTTP " + method).setParent(parent).setSpanKind(SpanKind.SERVER).startSpan());
        span.with("http.request.method", method).with("url.scheme", request.isSSL() ? "https" : "http");
        RequestContext.of(context).withTrace(span).attachTo(context);
        return span;
    }

    /** An event has no span, but what is done because of it is a part of the same trace. */
    private TraceSpan received(Context context, String address, String operation,
            Iterable<Entry<String, String>> headers) {
        TraceSpan asker = OtelSpan.of(tracer, io.opentelemetry.api.trace.Span.fromContext(extract(headers)));
        if (!(asker instanceof OtelSpan from)) {
            return null;
        }
        if (!isRequest(operation) || !from.span().getSpanContext().isSampled()) {
            RequestContext.of(context).withTrace(from).attachTo(context);
            return null;
        }
        TraceSpan span = new OtelSpan(tracer,
                tracer.spanBuilder("bus " + address)
                        .setParent(from.context())
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan());
        RequestContext.of(context).withTrace(span).attachTo(context);
        return span.with("messaging.system", BUS).with("messaging.destination.name", address);
    }

    private static io.opentelemetry.context.Context extract(Iterable<Entry<String, String>> headers) {
        return PROPAGATOR.extract(io.opentelemetry.context.Context.root(), headers, HeaderGetter.INSTANCE);
    }

    private static boolean isRequest(String operation) {
        return "send".equals(operation);
    }

    @Override
    public <R> void sendResponse(Context context, R response, TraceSpan span, Throwable failure, TagExtractor<R> tags) {
        if (response instanceof HttpServerResponse http && span instanceof OtelSpan own) {
            int status = http.getStatusCode();
            own.with("http.response.status_code", status);
            if (status >= SERVER_ERROR) {
                own.failed(Integer.toString(status));
            }
            // A WebSocket has the context of the request that made it, and would go on with its trace for days.
            RequestContext.of(context).withTrace(TraceSpan.NONE).attachTo(context);
        }
        end(span, failure);
    }

    @Override
    public <R> TraceSpan sendRequest(Context context, io.vertx.core.spi.tracing.SpanKind kind, TracingPolicy policy,
            R request, String operation, BiConsumer<String, String> headers, TagExtractor<R> tags) {
        TraceSpan current = RequestContext.current().trace();
        if (!((current == TraceSpan.NONE ? RequestContext.of(context).trace() : current) instanceof OtelSpan parent)) {
            return null;
        }
        String sql = tag(tags, request, "db.query.text");
        if (sql != null) {
            return parent.begin("SQL", verb(sql)).with("db.query.text", sql);
        }
        if (!BUS.equals(tag(tags, request, "messaging.system"))) {
            // A stranger's server has nothing to do with our traces.
            return null;
        }
        String address = tag(tags, request, "messaging.destination.name");
        if (isRequest(operation) && parent.begin("bus", address) instanceof OtelSpan asked) {
            PROPAGATOR.inject(asked.context(), headers, BiConsumer::accept);
            return asked.with("messaging.system", BUS).with("messaging.destination.name", address);
        }
        PROPAGATOR.inject(parent.context(), headers, BiConsumer::accept);
        return null;
    }

    @Override
    public <R> void receiveResponse(Context context, R response, TraceSpan span, Throwable failure,
            TagExtractor<R> tags) {
        end(span, failure);
    }

    private static void end(TraceSpan span, Throwable failure) {
        if (span == null) {
            return;
        }
        if (failure != null) {
            span.failed(failure);
        }
        span.end();
    }

    private static String verb(String sql) {
        Matcher verb = VERB.matcher(sql);
        return verb.find() ? verb.group(1).toUpperCase(Locale.ROOT) : "statement";
    }

    /** Null where there is none of that name. */
    private static <R> String tag(TagExtractor<R> tags, R of, String name) {
        for (int i = 0; i < tags.len(of); i++) {
            if (name.equals(tags.name(of, i))) {
                return tags.value(of, i);
            }
        }
        return null;
    }
}
