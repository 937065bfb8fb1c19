package io.ftpcluster.master.http.framing;

import io.ftpcluster.master.http.request.Authority;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The first line of a request in HTTP/1, read strictly: one space between its parts and nothing else (RFC 9112, 3).
 *
 * @param targetAuthority of an absolute target; otherwise null
 */
record RequestLine(String method, boolean http10, String targetAuthority, boolean https) {

    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

    /** @throws MalformedRequest when it has another shape or is of a kind that isn't served */
    static RequestLine parse(String line) {
        int afterMethod = line.indexOf(' ');
        int afterTarget = line.indexOf(' ', afterMethod + 1);
        if (afterMethod <= 0 || afterTarget <= afterMethod + 1 || line.indexOf(' ', afterTarget + 1) >= 0) {
            throw MalformedRequest.bad(
                    "The request line must be a method, a target and a version with one space each " + "between them.");
        }
        String method = line.substring(0, afterMethod);
        if (!FieldSyntax.isToken(method)) {
            throw MalformedRequest.bad("The method must be a token.");
        }
        boolean http10 = isHttp10(line.substring(afterTarget + 1));
        return withTarget(method, line.substring(afterMethod + 1, afterTarget), http10);
    }

    private static boolean isHttp10(String version) {
        return switch (version) {
            case "HTTP/1.1" -> false;
            case "HTTP/1.0" -> true;
            default -> throw VERSION.matcher(version).matches()
                    ? MalformedRequest.version("Only HTTP/1.0, HTTP/1.1 and, over TLS, HTTP/2 are spoken here.")
                    : MalformedRequest.bad("The version must be HTTP/1.1 or HTTP/1.0.");
        };
    }

    private static RequestLine withTarget(String method, String target, boolean http10) {
        if (method.equals("CONNECT")) {
            throw MalformedRequest.notImplemented("This is no proxy: CONNECT is not served.");
        }
        if (!target.chars().allMatch(RequestLine::mayBeInTarget)) {
            throw MalformedRequest.bad("The target must not contain control characters or a fragment.");
        }
        if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
            return new RequestLine(method, http10, null, false);
        }
        String lower = target.toLowerCase(Locale.ROOT);
        boolean https = lower.startsWith("https://");
        if (!https && !lower.startsWith("http://")) {
            throw MalformedRequest.bad("The target must be a path, or a URL of http or https.");
        }
        return new RequestLine(method, http10, authorityOf(target.substring(target.indexOf("://") + 3)), https);
    }

    private static String authorityOf(String afterScheme) {
        int end = 0;
        while (end < afterScheme.length() && "/?".indexOf(afterScheme.charAt(end)) < 0) {
            end++;
        }
        String authority = afterScheme.substring(0, end);
        if (!Authority.isValid(authority) || end == afterScheme.length() || afterScheme.charAt(end) != '/') {
            throw MalformedRequest.bad(
                    "The target's host must be a name or an address, without a user, and a path must " + "follow.");
        }
        return authority;
    }

    /** Bytes of names in other charsets are taken as they are, which the RFC doesn't ask for. */
    static boolean mayBeInTarget(int character) {
        return character > ' ' && character != 0x7f && character != '#';
    }
}
