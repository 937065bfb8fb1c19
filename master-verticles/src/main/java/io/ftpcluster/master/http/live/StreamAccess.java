package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Auth.Principal;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.Optional;

/** Whether somebody whose stream is open may still have it, and what they may see by now. */
final class StreamAccess {

    private final Bus bus;
    private final VisibleFleet fleet;

    StreamAccess(Bus bus, VisibleFleet fleet) {
        this.bus = bus;
        this.fleet = fleet;
    }

    /** Empty when the session has ended or the user is gone; fails when that can't be told now. */
    Future<Optional<Visibility>> look(Principal principal) {
        // With Basic there is no session: the account decides, and the stream ends by itself before long.
        Future<Users.User> user = principal.method()
                .sessionId()
                .map(id -> bus.request(Sessions.FIND, new Sessions.Find(id)).map(Sessions.Session::user))
                .orElseGet(() -> bus.request(Users.FIND, new Users.Find(principal.user().id())));
        return user.compose(fleet::audienceOf)
                .map(Optional::of)
                .recover(
                        cause -> isOver(cause) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    private static boolean isOver(Throwable cause) {
        return cause instanceof FailureException known && (known.failure().code() == FailureCode.NOT_FOUND
                || known.failure().code() == FailureCode.UNAUTHENTICATED);
    }
}
