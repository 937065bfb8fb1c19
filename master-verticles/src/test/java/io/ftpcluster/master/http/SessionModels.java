package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Of the pages that show sessions. */
record SessionModels(UnaryOperator<String> said) {

    Map<String, Object> full() {
        return Map.of("sessions", List.of(session("1", true), session("2", false)));
    }

    Map<String, Object> account() {
        Map<String, Object> model = new HashMap<>(full());
        model.put("errors", Map.of("current_password", said.apply("is wrong")));
        return model;
    }

    Map<String, Object> alone() {
        return Map.of("sessions", List.of(session("1", true)), "error", said.apply("Too many failed logins."));
    }

    private Map<String, Object> session(String id, boolean current) {
        Map<String, Object> session = new HashMap<>();
        session.put("id", id);
        session.put("user", said.apply("demo"));
        session.put("kind", "cookie");
        session.put("created_at", "2026-07-26T19:46:25.123Z");
        session.put("last_used_at", "2026-07-26T19:47:00Z");
        session.put("expires_at", "2026-07-27T07:46:25.123Z");
        session.put("remote_address", said.apply("2001:db8:85a3::8a2e:370:7334"));
        session.put("user_agent", said.apply("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        session.put("program", said.apply("Firefox on Linux"));
        session.put("current", current);
        return session;
    }
}
