package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Auth.Principal;
import io.vertx.ext.web.RoutingContext;

/**
 * Who sent this request and from where.
 *
 * @param remoteAddress the client's IP address
 */
public record Caller(Principal principal, String remoteAddress) {

    private static final String KEY = "ftpcluster.caller";

    /** The caller of an operation that needs one; authentication has put it there. */
    public static Caller of(RoutingContext context) {
        Caller caller = context.get(KEY);
        if (caller == null) {
            throw new IllegalStateException("Nobody is authenticated on " + context.request().path());
        }
        return caller;
    }

    /** Null where the operation is open to anyone and nobody is logged in. */
    public static Caller orNull(RoutingContext context) {
        return context.get(KEY);
    }

    public void attachTo(RoutingContext context) {
        context.put(KEY, this);
        RequestContext.current().withUser(principal.user().username()).attach();
    }

    public Actor actor() {
        return principal.actor(remoteAddress);
    }
}
