package io.ftpcluster.master.http.framing;

import io.ftpcluster.master.http.request.Authority;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request's head in HTTP/1, line by line, as far as it says where the request ends and for whom it is. Whatever two
 * readers could understand differently is refused.
 */
final class RequestHead {

    /** Of the body. */
    static final long NONE = 0;
    static final long CHUNKED = -1;

    /** One more would not fit Netty's and Vert.x's arithmetic. */
    private static final int MAX_LENGTH_DIGITS = 18;
    /** Said twice, or where it is too late, they would change what was done already (RFC 9110, 6.5.1). */
    private static final Set<String> NEVER_IN_TRAILERS = Set.of("authorization", "connection", "content-encoding",
            "content-length", "content-range", "content-type", "cookie", "expect", "host", "keep-alive",
            "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade");

    private RequestLine line;
    private String host;
    private String length;
    private String coding;
    private String expectation;
    private boolean upgrade;
    private boolean close;
    private boolean keepAlive;

    boolean isEmpty() {
        return line == null;
    }

    void add(String text) {
        if (line == null) {
            line = RequestLine.parse(text);
        } else {
            addField(text);
        }
    }

    private void addField(String text) {
        String name = fieldName(text);
        String value = FieldSyntax.trimmed(text.substring(name.length() + 1));
        switch (name.toLowerCase(Locale.ROOT)) {
            case "host" -> host = once(host, value, "Host");
            case "content-length" -> length = once(length, value, "Content-Length");
            case "transfer-encoding" -> coding = once(coding, value, "Transfer-Encoding");
            case "expect" -> expectation = once(expectation, value, "Expect");
            case "upgrade" -> upgrade = true;
            case "connection" -> connection(value);
            // Some gateways take these for the ones above.
            case "content_length", "transfer_encoding" -> throw MalformedRequest.bad("A field's name is misspelt.");
            // Netty would read eight bytes of body, as a draft of WebSockets from 2010 has them.
            case "sec-websocket-key1", "sec-websocket-key2" ->
                throw MalformedRequest.bad("WebSockets of version 13 only are understood.");
            default -> {
                // Says nothing about where the request ends.
            }
        }
    }

    private static String once(String before, String value, String name) {
        if (before != null) {
            throw MalformedRequest.bad(name + " must be there once.");
        }
        return value;
    }

    private void connection(String value) {
        close |= saysClose(value);
        keepAlive |= hasOption(value, "keep-alive");
    }

    /** Of one field Connection's value. */
    static boolean saysClose(String value) {
        return hasOption(value, "close");
    }

    private static boolean hasOption(String value, String option) {
        return Stream.of(value.split(",", -1)).map(FieldSyntax::trimmed).anyMatch(option::equalsIgnoreCase);
    }

    /** A line of the trailer section. */
    static void checkTrailer(String text) {
        if (NEVER_IN_TRAILERS.contains(fieldName(text).toLowerCase(Locale.ROOT).replace('_', '-'))) {
            throw MalformedRequest.bad("A trailer must not say how to read or handle the request.");
        }
    }

    private static String fieldName(String text) {
        if (FieldSyntax.isBlank(text.charAt(0))) {
            throw MalformedRequest.bad("A line must not go on in the next one, nor begin with a blank.");
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon);
        if (!FieldSyntax.isToken(name)) {
            throw MalformedRequest.bad("A field must be a token and a colon without blanks between them.");
        }
        if (!FieldSyntax.isValue(text)) {
            throw MalformedRequest.bad("A field must not contain control characters.");
        }
        return name;
    }

    /** To be called at the head's end. Returns the body's length in bytes, {@link #NONE} or {@link #CHUNKED}. */
    long bodyLength() {
        checkHost();
        if (expectation != null && !line.http10() && !expectation.equalsIgnoreCase("100-continue")) {
            throw new MalformedRequest(417, "Only 100-continue can be expected.");
        }
        if (coding != null) {
            checkCoding();
            return CHUNKED;
        }
        return length == null ? NONE : parsedLength();
    }

    private void checkHost() {
        if (host == null) {
            if (!line.http10()) {
                throw MalformedRequest.bad("Host is missing.");
            }
        } else if (!Authority.isValid(host)) {
            throw MalformedRequest.bad("Host must be a name or an address, and perhaps a port.");
        } else if (line.targetAuthority() != null && !Authority.same(host, line.targetAuthority(), line.https())) {
            throw MalformedRequest.bad("Host and target must name the same host.");
        }
    }

    private void checkCoding() {
        if (!coding.equalsIgnoreCase("chunked")) {
            throw MalformedRequest.notImplemented("Transfer-Encoding must be chunked alone.");
        }
        if (length != null) {
            throw MalformedRequest.bad("Content-Length and Transfer-Encoding exclude each other.");
        }
        if (line.http10()) {
            throw MalformedRequest.bad("HTTP/1.0 has no Transfer-Encoding.");
        }
    }

    private long parsedLength() {
        boolean digits = length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || length.isEmpty() || length.length() > MAX_LENGTH_DIGITS) {
            throw MalformedRequest.bad("Content-Length must be one number of bytes.");
        }
        return Long.parseLong(length);
    }

    /**
     * Whether no other request may follow on the connection: because the client said so, or because whoever is between may
     * have taken the connection for another protocol's since.
     */
    boolean isLast() {
        return close || upgrade || (line.http10() && !keepAlive);
    }

    String method() {
        return line == null ? "" : line.method();
    }
}
