package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.text.EnumNames;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How sessions look, to somebody who came with one of them perhaps. */
final class SessionViews {

    private SessionViews() {}

    static List<Map<String, Object>> list(RoutingContext context, Sessions.SessionList sessions) {
        String current = current(context);
        return Views.list(sessions.sessions(), one -> view(one, current));
    }

    /** With what people call the program. */
    static List<Map<String, Object>> ofPage(RoutingContext context, Sessions.SessionList sessions) {
        String current = current(context);
        return Views.list(sessions.sessions(), one -> {
            Map<String, Object> view = view(one, current);
            view.put("program", UserAgentText.of(one.userAgent()));
            return view;
        });
    }

    /** The session of this request; null with Basic, which has none. */
    static String current(RoutingContext context) {
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
