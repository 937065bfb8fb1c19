package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.response.Replies;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** {@code /metrics} in Prometheus' text format, for admins: a scraper logs in with Basic. */
public final class MetricsResource implements Resource {

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    public MetricsResource(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void bind(Operations operations) {
        // With 10,000 servers it takes some tenths of a second: not on an event loop.
        operations.on("getMetrics", context -> Replies.when(context, context.vertx().executeBlocking(registry::scrape),
                text -> Replies.text(context, 200, TEXT_FORMAT, text)));
    }
}
