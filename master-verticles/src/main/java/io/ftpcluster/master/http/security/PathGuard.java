package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.request.PercentCoding;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Looks at the path as it was sent, before anything normalises it: what could climb out of a folder or end an FTP
 * command is refused here, whatever its encoding.
 */
public final class PathGuard implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        checkPath(request.path());
        if (request.query() != null) {
            decode("query", request.query());
        }
        context.next();
    }

    static void checkPath(String path) {
        if (path == null || !path.startsWith("/")) {
            throw Failure.invalid("path", "must start with a slash").exception();
        }
        boolean mayBeRaw = path.startsWith("/ftp/");
        for (String encoded : path.split("/", -1)) {
            // rclone asks for ./a:b where a name has a colon (RFC 3986, 4.2); a dot that stands for itself climbs nowhere.
            if (!encoded.equals(".")) {
                checkSegment(mayBeRaw ? decodeRaw(encoded) : decode("path", encoded));
            }
        }
    }

    private static void checkSegment(String segment) {
        if (segment.indexOf('/') >= 0) {
            throw Failure.invalid("path", "must not contain an encoded slash (%2F)").exception();
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw Failure.invalid("path", "must not contain . or .. segments, encoded or not").exception();
        }
        if (segment.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
            throw Failure.invalid("path", "must not contain NUL, CR or LF").exception();
        }
    }

    /** Names of files are what their server says, in any charset. */
    private static String decodeRaw(String encoded) {
        try {
            return PercentCoding.decodeRaw(encoded);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("path", e.getMessage()).causedBy(e);
        }
    }

    private static String decode(String field, String encoded) {
        try {
            return PercentCoding.decode(encoded);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(field, e.getMessage()).causedBy(e);
        }
    }
}
