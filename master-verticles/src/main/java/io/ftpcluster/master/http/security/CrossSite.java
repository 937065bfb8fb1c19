package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Refuses changes that another site makes a browser send. Browsers say where a request comes from (Sec-Fetch-Site, or
 * Origin); programs say neither and pass. Basic is checked like the cookie because browsers send both unasked; nobody
 * but a program sends a Bearer token.
 */
public final class CrossSite implements Handler<RoutingContext> {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final OwnOrigin own;

    public CrossSite(OwnOrigin own) {
        this.own = own;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!SAFE.contains(request.method()) && !Credentials.isBearer(request) && !isOwn(request)) {
            throw Failure.forbidden("This request comes from another site.").exception();
        }
        context.next();
    }

    private boolean isOwn(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return OWN.contains(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || own.is(origin, request);
    }
}
