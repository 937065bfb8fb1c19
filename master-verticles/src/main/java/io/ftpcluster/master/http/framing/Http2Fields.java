package io.ftpcluster.master.http.framing;

import io.ftpcluster.master.http.request.Authority;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a request's fields must be in HTTP/2 (RFC 9113, 8.2 and 8.3), where nothing is split or joined as in HTTP/1. */
final class Http2Fields {

    /** They are about one connection of HTTP/1, and would be about a request if somebody translated them. */
    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "keep-alive", "proxy-connection",
            "transfer-encoding", "upgrade", "content_length", "transfer_encoding");
    private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");
    private static final int MAX_LENGTH_DIGITS = 18;

    private Http2Fields() {}

    static void checkRequest(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            String name = field.getKey().toString();
            if (!PSEUDO.contains(name)) {
                checkName(name);
            }
            checkValue(name, field.getValue().toString());
        }
        String method = once(headers, ":method");
        if (!FieldSyntax.isToken(method) || method.equals("CONNECT")) {
            throw MalformedRequest.bad(":method must be a token, and not CONNECT.");
        }
        String scheme = once(headers, ":scheme");
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw MalformedRequest.bad(":scheme must be https or http.");
        }
        checkPath(method, once(headers, ":path"));
        checkAuthority(headers, scheme.equals("https"));
        checkLength(headers.getAll("content-length"));
        checkExpectation(headers.getAll("expect"));
    }

    static void checkTrailers(Http2Headers headers, boolean endOfStream) {
        if (!endOfStream) {
            throw MalformedRequest.bad("Trailers must end the request.");
        }
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            String name = field.getKey().toString();
            checkName(name);
            checkValue(name, field.getValue().toString());
            RequestHead.checkTrailer(name + ":");
        }
    }

    private static void checkName(String name) {
        if (!FieldSyntax.isToken(name) || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw MalformedRequest.bad("A field's name must be a token in lower case.");
        }
        if (OF_CONNECTIONS.contains(name)) {
            throw MalformedRequest.bad("HTTP/2 has no fields for connections.");
        }
    }

    private static void checkValue(String name, String value) {
        if (!FieldSyntax.isValue(value) || !FieldSyntax.trimmed(value).equals(value)) {
            throw MalformedRequest.bad("A field must have no control characters, and no blanks around it.");
        }
        if (name.equals("te") && !value.equalsIgnoreCase("trailers")) {
            throw MalformedRequest.bad("TE must be trailers.");
        }
    }

    private static String once(Http2Headers headers, String name) {
        List<CharSequence> values = headers.getAll(name);
        if (values.size() != 1) {
            throw MalformedRequest.bad(name + " must be there once.");
        }
        return values.getFirst().toString();
    }

    private static void checkPath(String method, String path) {
        boolean all = path.equals("*") && method.equals("OPTIONS");
        if (!(path.startsWith("/") || all) || !path.chars().allMatch(RequestLine::mayBeInTarget)) {
            throw MalformedRequest.bad(":path must begin with a slash and have no blanks.");
        }
    }

    private static void checkAuthority(Http2Headers headers, boolean https) {
        List<CharSequence> authorities = headers.getAll(":authority");
        List<CharSequence> hosts = headers.getAll("host");
        if (authorities.size() > 1 || hosts.size() > 1 || authorities.size() + hosts.size() == 0) {
            throw MalformedRequest.bad(":authority must be there once.");
        }
        String authority = (authorities.isEmpty() ? hosts : authorities).getFirst().toString();
        if (!Authority.isValid(authority)) {
            throw MalformedRequest.bad(":authority must be a name or an address, and perhaps a port.");
        }
        if (!hosts.isEmpty() && !Authority.same(authority, hosts.getFirst().toString(), https)) {
            throw MalformedRequest.bad(":authority and host must be the same.");
        }
    }

    private static void checkLength(List<CharSequence> lengths) {
        boolean wrong = lengths.size() > 1 || lengths.stream()
                .anyMatch(length -> length.isEmpty() || length.length() > MAX_LENGTH_DIGITS
                        || !length.chars().allMatch(c -> c >= '0' && c <= '9'));
        if (wrong) {
            throw MalformedRequest.bad("content-length must be one number of bytes.");
        }
    }

    private static void checkExpectation(List<CharSequence> expectations) {
        boolean wrong = expectations.size() > 1
                || expectations.stream().anyMatch(expected -> !expected.toString().equalsIgnoreCase("100-continue"));
        if (wrong) {
            throw MalformedRequest.bad("Only 100-continue can be expected.");
        }
    }
}
