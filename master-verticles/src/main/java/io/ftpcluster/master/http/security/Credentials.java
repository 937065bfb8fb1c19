package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.request.PercentCoding;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/** What a request shows to prove who sends it. The Authorization header wins over the cookie. */
sealed interface Credentials {

    String COOKIE = "session";
    String BEARER = "Bearer ";
    String BASIC = "Basic ";

    record Token(Secret token) implements Credentials {}

    record Password(String username, Secret password) implements Credentials {}

    /** Empty when there are none; UNAUTHENTICATED when they can't be read. */
    static Optional<Credentials> of(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            Cookie cookie = request.getCookie(COOKIE);
            return cookie == null || cookie.getValue().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Token(new Secret(cookie.getValue())));
        }
        Optional<Secret> bearer = bearer(request);
        if (bearer.isPresent()) {
            return bearer.map(Token::new);
        }
        if (startsWith(header, BASIC)) {
            return Optional.of(password(header.substring(BASIC.length()).strip()));
        }
        throw unreadable("Only Basic and Bearer are understood in Authorization.", null);
    }

    static boolean isBearer(HttpServerRequest request) {
        return bearer(request).isPresent();
    }

    /** The token in the Authorization header alone. */
    static Optional<Secret> bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && startsWith(header, BEARER)
                ? Optional.of(new Secret(header.substring(BEARER.length()).strip()))
                : Optional.empty();
    }

    private static Password password(String base64) {
        try {
            String text = PercentCoding.utf8(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
            int colon = text.indexOf(':');
            if (colon < 0 || text.chars().anyMatch(Character::isISOControl)) {
                throw unreadable("Basic credentials must be user:password without control characters.", null);
            }
            return new Password(text.substring(0, colon), new Secret(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw unreadable("Basic credentials must be Base64 of UTF-8 (RFC 7617).", e);
        }
    }

    private static FailureException unreadable(String detail, Throwable cause) {
        return Failure.of(FailureCode.UNAUTHENTICATED, detail).causedBy(cause);
    }

    private static boolean startsWith(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
