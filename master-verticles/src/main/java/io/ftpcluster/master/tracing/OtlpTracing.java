package io.ftpcluster.master.tracing;

import io.ftpcluster.master.config.Traces;
import io.ftpcluster.master.trust.SystemTrust;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.spi.VertxTracerFactory;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Sends traces to a collector by OTLP over HTTP, from a bounded queue: what doesn't fit, or isn't taken in time, is lost. */
public final class OtlpTracing implements Tracing {

    private static final String PATH = "v1/traces";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 2048;
    private static final int BATCH = 512;
    private static final int CLOSE_SECONDS = 5;
    /** The text of a statement. */
    private static final int MOST_CHARACTERS = 1000;

    private final SdkTracerProvider provider;
    private final RequestTracer tracer;

    private OtlpTracing(SdkTracerProvider provider, RequestTracer tracer) {
        this.provider = provider;
        this.tracer = tracer;
    }

    /**
     * Waits for nothing: the collector may be away.
     *
     * @param node how this node is called
     * @param trusted whether whoever sends a request may say of which trace it is a part
     */
    public static Tracing start(Traces settings, String node, String version, Predicate<HttpServerRequest> trusted) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "ftpcluster")
                        .put("service.version", version)
                        .put("service.instance.id", node)
                        .build()))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.share())))
                .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(MOST_CHARACTERS).build())
                .addSpanProcessor(BatchSpanProcessor.builder(new ThrottledExporter(exporter(settings)))
                        .setMaxQueueSize(MOST_WAITING)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(PERIOD)
                        .setExporterTimeout(REQUEST)
                        .build())
                .build();
        return new OtlpTracing(provider, new RequestTracer(provider.get("io.ftpcluster"), trusted));
    }

    private static SpanExporter exporter(Traces settings) {
        String base = settings.endpoint().toString();
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(base + (base.endsWith("/") ? "" : "/") + PATH)
                .setConnectTimeout(CONNECT)
                .setTimeout(REQUEST)
                // What comes meanwhile would wait behind what is tried again.
                .setRetryPolicy(null);
        settings.headers().forEach((name, value) -> builder.addHeader(name, value.value()));
        if (base.startsWith("https:")) {
            X509TrustManager trust = SystemTrust.ofThisSystem().manager();
            builder.setSslContext(context(trust), trust);
        }
        return builder.build();
    }

    private static SSLContext context(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public VertxTracerFactory factory() {
        return options -> tracer;
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
