package io.ftpcluster.master.http;

import io.ftpcluster.bus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses changes that another site makes a browser send. Browsers say where a request comes from (Sec-Fetch-Site, or
 * Origin); programs say neither and pass. Basic is checked like the cookie because browsers send both unasked; nobody
 * but a program sends a Bearer token.
 */
final class CrossSite implements Handler<RoutingContext> {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Optional<URI> publicUrl;

    CrossSite(Optional<URI> publicUrl) {
        this.publicUrl = publicUrl;
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
        return origin == null || isOwnOrigin(origin.toLowerCase(Locale.ROOT), request);
    }

    private boolean isOwnOrigin(String origin, HttpServerRequest request) {
        int afterScheme = origin.indexOf("://");
        if (afterScheme < 0) {
            return false;
        }
        String scheme = origin.substring(0, afterScheme);
        String given = withoutDefaultPort(scheme, origin.substring(afterScheme + 3));
        String host = request.authority() == null ? null : request.authority().toString().toLowerCase(Locale.ROOT);
        // The scheme isn't compared with ours: a proxy in front may be the one that speaks TLS.
        boolean sameHost = host != null && given.equals(withoutDefaultPort(scheme, host));
        return sameHost || publicUrl.filter(url -> scheme.equals(url.getScheme()) && given.equals(withoutDefaultPort(
                scheme, url.getAuthority().toLowerCase(Locale.ROOT)))).isPresent();
    }

    private static String withoutDefaultPort(String scheme, String authority) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
