package io.ftpcluster.master.tracing;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.TraceSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * @param span may be one of another node, under which this one begins its own
 */
record OtelSpan(Tracer tracer, Span span) implements TraceSpan {

    private static final String ERROR = "error.type";

    /** Of one that is none, no span. */
    static TraceSpan of(Tracer tracer, Span span) {
        return span.getSpanContext().isValid() ? new OtelSpan(tracer, span) : NONE;
    }

    Context context() {
        return Context.root().with(span);
    }

    @Override
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public TraceSpan begin(String kind, String name) {
        SpanContext own = span.getSpanContext();
        // What isn't sampled only has to be known to be so on other nodes.
        return own.isSampled()
                ? new OtelSpan(tracer,
                        tracer.spanBuilder(kind + " " + name)
                                .setParent(context())
                                .setSpanKind(SpanKind.CLIENT)
                                .startSpan())
                : new OtelSpan(tracer, Span.wrap(own));
    }

    @Override
    public TraceSpan with(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public TraceSpan with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public void rename(String name) {
        span.updateName(name);
    }

    @Override
    public void failed(Throwable cause) {
        failed(cause instanceof FailureException known
                ? known.failure().code().name()
                : cause.getClass().getSimpleName());
    }

    void failed(String kind) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(ERROR, kind);
    }

    @Override
    public void end() {
        span.end();
    }
}
