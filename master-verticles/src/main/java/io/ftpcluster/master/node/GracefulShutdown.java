package io.ftpcluster.master.node;

import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.telemetry.links.AgentLinks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of a stop, while everything still works: readiness says no, so that a balancer sends others elsewhere, and
 * agents and pages, which would stay for ever, are sent away one after the other.
 */
final class GracefulShutdown {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

    private final Vertx vertx;
    private final Lifecycle lifecycle;
    private final AgentLinks links;
    private final LiveFleet live;
    private final Duration notice;

    /** @param notice how long it takes; zero: whoever is there still is when the next step begins */
    GracefulShutdown(Vertx vertx, Lifecycle lifecycle, AgentLinks links, LiveFleet live, Duration notice) {
        this.vertx = vertx;
        this.lifecycle = lifecycle;
        this.links = links;
        this.live = live;
        this.notice = notice;
    }

    Future<?> say() {
        lifecycle.stopping();
        if (notice.isZero()) {
            return Future.succeededFuture();
        }
        LOG.info("This node stops: it takes no new work in {} s", notice.toSeconds());
        links.endAllWithin(notice);
        live.endAllWithin(notice);
        return vertx.timer(notice.toMillis());
    }
}
