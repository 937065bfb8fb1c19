package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Secret;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The cookie that holds a browser's token: not for scripts, not for other sites, and only over HTTPS where we have it. */
public final class SessionCookie {

    private final boolean httpsOutside;
    private final InstantSource clock;

    /** @param publicUrl when it is HTTPS, browsers come that way even if this node itself speaks plain HTTP */
    public SessionCookie(Optional<URI> publicUrl, InstantSource clock) {
        this.httpsOutside = publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent();
        this.clock = clock;
    }

    public void set(RoutingContext context, Secret token, Instant expiresAt) {
        long seconds = Duration.between(clock.instant(), expiresAt).toSeconds();
        context.response().addCookie(cookie(context, token.value(), Math.max(0, seconds)));
    }

    public void clear(RoutingContext context) {
        context.response().addCookie(cookie(context, "", 0));
    }

    private Cookie cookie(RoutingContext context, String value, long seconds) {
        return Cookie.cookie(Credentials.COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setSecure(httpsOutside || ClientAddress.of(context).https())
                .setMaxAge(seconds);
    }
}
