package io.ftpcluster.bus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Objects;

/**
 * For which request something is done, and whose: for lines of the log and entries of the audit trail, never for a decision. It
 * follows the request through the contexts that Vert.x makes for it and, by {@link Bus}, through messages to other nodes; threads
 * of their own are given it by {@link #carry}.
 *
 * @param id the request's; empty: nobody's request
 * @param user the account's name; empty: not known, or not yet
 * @param server the alias of the server that it is about; empty likewise
 * @param trace as which part of which trace it is done
 */
public record RequestContext(String id, String user, String server, TraceSpan trace) {

    public static final RequestContext NONE = new RequestContext("", "", "");

    private static final ContextLocal<RequestContext> IN_VERTX = ContextLocal.registerLocal(RequestContext.class);
    private static final ThreadLocal<RequestContext> ELSEWHERE = new ThreadLocal<>();

    public RequestContext {
        Objects.requireNonNull(id);
        Objects.requireNonNull(user);
        Objects.requireNonNull(server);
        Objects.requireNonNull(trace);
    }

    /** In no trace. */
    public RequestContext(String id, String user, String server) {
        this(id, user, server, TraceSpan.NONE);
    }

    /** Of what runs now, on whichever thread. */
    public static RequestContext current() {
        Context context = Vertx.currentContext();
        RequestContext found = context == null ? ELSEWHERE.get() : IN_VERTX.get(context);
        return found == null ? NONE : found;
    }

    /** Of what runs in this context. */
    public static RequestContext of(Context context) {
        RequestContext found = IN_VERTX.get(context);
        return found == null ? NONE : found;
    }

    /** What runs now is for this from here on. Does nothing in a context that others share: there it would never end. */
    public void attach() {
        if (Vertx.currentContext() instanceof ContextInternal context) {
            attachTo(context);
        } else if (ELSEWHERE.get() != null) {
            ELSEWHERE.set(this);
        }
    }

    /** As {@link #attach}, for what will run in this context. */
    public void attachTo(Context context) {
        if (((ContextInternal) context).isDuplicate()) {
            IN_VERTX.put(context, this);
        }
    }

    /** The work with what is current where this is called, for a thread of its own. */
    public static Runnable carry(Runnable work) {
        RequestContext carried = current();
        return carried.isEmpty() ? work : () -> {
            ELSEWHERE.set(carried);
            try {
                work.run();
            } finally {
                ELSEWHERE.remove();
            }
        };
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    public RequestContext withUser(String name) {
        return new RequestContext(id, name, server, trace);
    }

    public RequestContext withServer(String alias) {
        return new RequestContext(id, user, alias, trace);
    }

    public RequestContext withTrace(TraceSpan span) {
        return new RequestContext(id, user, server, span);
    }

    /** Makes Vert.x keep room for it in each context: called for each instance of Vert.x before there is a context. */
    static void register() {
        Objects.requireNonNull(IN_VERTX);
    }
}
