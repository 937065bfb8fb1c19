package io.ftpcluster.master.http.files.path;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a MOVE shall end (RFC 4918, 10.3). Moves stay on one server and with one user. */
public final class Destination {

    private static final String NAME = "Destination";
    private static final int BAD_GATEWAY = 502;
    private static final Pattern URL = Pattern.compile("((?i:https?)://[^/?#]+)(/[^?#]*)");
    private static final Pattern ABSOLUTE_PATH = Pattern.compile("()(/(?:[^/?#][^?#]*)?)");

    private final HttpServerRequest request;
    private final OwnOrigin own;

    public Destination(HttpServerRequest request, OwnOrigin own) {
        this.request = request;
        this.own = own;
    }

    /** Fails with 400 when it can't be read, 502 when it is elsewhere, and 403 when nothing can be moved there. */
    public FtpPath of(FtpPath source) {
        FtpPath target = read();
        if (!target.username().equalsIgnoreCase(source.username()) || !source.alias().equals(target.alias())) {
            throw new HttpException(BAD_GATEWAY, "A move must stay on one server and with one user.");
        }
        if (target.path().isTop()) {
            throw Failure.forbidden("Nothing can take the place of the server's own folder.").exception();
        }
        if (isWithin(target.path(), source.path())) {
            throw Failure.forbidden("Nothing can be moved to itself or into itself.").exception();
        }
        return target;
    }

    private FtpPath read() {
        List<String> given = request.headers().getAll(NAME);
        if (given.size() != 1) {
            throw Failure.invalid(NAME, "must be given once").exception();
        }
        Matcher url = URL.matcher(given.get(0));
        Matcher match = url.matches() ? url : ABSOLUTE_PATH.matcher(given.get(0));
        if (!match.matches()) {
            throw Failure.invalid(NAME, "must be a URL or an absolute path, without query and fragment").exception();
        }
        if (!match.group(1).isEmpty() && !own.is(match.group(1), request)) {
            throw new HttpException(BAD_GATEWAY, "The destination is on another host.");
        }
        try {
            return FtpPath.parse(match.group(2));
        } catch (FailureException e) {
            throw Failure.invalid(NAME, "is no path of a file here: " + e.failure().detail()).causedBy(e);
        }
    }

    private static boolean isWithin(RemotePath path, RemotePath folder) {
        int depth = folder.segments().size();
        return path.segments().size() >= depth && path.segments().subList(0, depth).equals(folder.segments());
    }
}
