package io.ftpcluster.master.http.security;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** What every response says to browsers, failures included. A handler may replace single ones, such as caching. */
public final class SecurityHeaders implements Handler<RoutingContext> {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; "
            + "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    /** For pages that play the sound and video of files here. */
    public static final String WITH_MEDIA = POLICY + "; media-src 'self'";
    private static final String ONE_YEAR = "max-age=31536000";

    @Override
    public void handle(RoutingContext context) {
        putInto(context.response().headers(), ClientAddress.of(context).https());
        context.next();
    }

    public static void putInto(MultiMap headers, boolean https) {
        headers.set("Content-Security-Policy", POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set(HttpHeaders.CACHE_CONTROL, "no-store");
        if (https) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
