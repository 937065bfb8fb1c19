package io.ftpcluster.master.http.security;

import io.ftpcluster.master.http.request.Authority;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Which scheme and authority in a header mean this portal: those of the request itself, and the public URL's. */
public final class OwnOrigin {

    private final Optional<URI> publicUrl;

    public OwnOrigin(Optional<URI> publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** @param origin scheme and authority: {@code https://portal.example:8443} */
    public boolean is(String origin, HttpServerRequest request) {
        String wanted = origin.toLowerCase(Locale.ROOT);
        int afterScheme = wanted.indexOf("://");
        if (afterScheme < 0) {
            return false;
        }
        String scheme = wanted.substring(0, afterScheme);
        String given = wanted.substring(afterScheme + 3);
        boolean https = scheme.equals("https");
        // The scheme isn't compared with ours: a proxy in front may be the one that speaks TLS.
        boolean sameHost = request.authority() != null && Authority.same(given, request.authority().toString(), https);
        return sameHost || publicUrl.filter(
                url -> scheme.equalsIgnoreCase(url.getScheme()) && Authority.same(given, url.getAuthority(), https))
                .isPresent();
    }
}
