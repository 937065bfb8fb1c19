package io.ftpcluster.master.http;

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
        String given = withoutDefaultPort(scheme, wanted.substring(afterScheme + 3));
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
