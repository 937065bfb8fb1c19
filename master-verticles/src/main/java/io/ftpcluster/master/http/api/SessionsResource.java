package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /sessions}: who is logged in from where, and how that ends; admins see and end everyone's, users their own. */
public final class SessionsResource implements Resource {

    private static final int SHOWN = 100;
    private static final String USER = "user";
    private static final String OTHERS = "others";

    private final Bus bus;

    public SessionsResource(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listSessions",
                context -> Replies.when(context, Submission.attempt(() -> find(context)), found -> Replies.json(context,
                        200, Map.of("sessions", Views.list(found.sessions(), one -> view(one, current(context)))))));
        operations.on("endSession", context -> Replies.when(context, end(context), done -> Replies.noContent(context)));
        operations.on("endSessions", context -> Replies.when(context, Submission.attempt(() -> endAll(context)),
                revoked -> Replies.json(context, 200, Map.of("ended", revoked.count()))));
    }

    private Future<Sessions.SessionList> find(RoutingContext context) {
        int limit = QueryFields.number(context, "limit", 1, Sessions.FindAll.MAX).orElse(SHOWN);
        Caller caller = Caller.of(context);
        String whose = context.queryParams().get(USER);
        if (whose == null && !caller.principal().isAdmin()) {
            whose = caller.principal().user().id();
        }
        requireOwn(caller, whose, "Only an admin sees the sessions of others.");
        return bus.request(Sessions.LIST, new Sessions.FindAll(whose, limit));
    }

    private Future<Done> end(RoutingContext context) {
        return bus.request(Sessions.REVOKE, new Sessions.Revoke(Caller.of(context).actor(), context.pathParam("id")));
    }

    private Future<Sessions.Revoked> endAll(RoutingContext context) {
        Caller caller = Caller.of(context);
        boolean others = QueryFields.flag(context, OTHERS);
        String whose = context.queryParams().get(USER);
        // Nobody is to be logged out because a word was forgotten.
        if (whose == null && !others) {
            throw Failure.invalid(USER, "say whose, or others=true for your own other ones").exception();
        }
        requireOwn(caller, whose, "Only an admin may end the sessions of others.");
        return bus.request(Sessions.REVOKE_ALL, new Sessions.RevokeAll(caller.actor(),
                whose == null ? caller.principal().user().id() : whose, others ? current(context) : null));
    }

    private static void requireOwn(Caller caller, String whose, String refusal) {
        User user = caller.principal().user();
        boolean own = whose == null || whose.equalsIgnoreCase(user.username()) || whose.equals(user.id());
        if (!own && !caller.principal().isAdmin()) {
            throw Failure.forbidden(refusal).exception();
        }
    }

    /** The session of this request; null with Basic, which has none. */
    private static String current(RoutingContext context) {
        return Caller.of(context).principal().method().sessionId().orElse(null);
    }

    private static Map<String, Object> view(Sessions.Details session, String current) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", session.id());
        view.put("user", session.username());
        view.put("kind", session.kind() == null ? null : EnumNames.of(session.kind()));
        view.put("created_at", session.createdAt().toString());
        view.put("last_used_at", session.lastUsedAt().toString());
        view.put("expires_at", session.expiresAt().toString());
        view.put("remote_address", session.remoteAddress());
        view.put("user_agent", session.userAgent());
        view.put("current", session.id().equals(current));
        return view;
    }
}
