package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.bus.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is to be done to one object, by one request, which does all of it or nothing.
 *
 * @param present null where it is to be added
 * @param secrets that are sent along
 * @param withOwner it goes with its server or user, by that one's request
 */
public record Change(Action action, Key key, Present present, List<Difference> differences,
        Map<String, SecretSource> secrets, boolean withOwner) {

    public enum Action {
        ADD("+"),
        CHANGE("~"),
        REMOVE("-");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** As in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Null: none. */
    public record Difference(String field, Object before, Object after) {}

    /** What must be done before, and done well, where it is to be done at all. */
    public List<Key> needs() {
        if (action == Action.REMOVE) {
            return List.of();
        }
        String login = differences.stream()
                .filter(each -> each.field().equals("login") && each.after() != null)
                .map(each -> (String) each.after())
                .findFirst()
                .orElse(null);
        List<Key> needed = new ArrayList<>(key.owners());
        if (login != null) {
            needed.add(Key.login(key.names().getLast(), login));
        }
        return needed.stream().map(Key::folded).toList();
    }

    public String method() {
        return switch (action) {
            case ADD -> "POST";
            case CHANGE -> "PATCH";
            case REMOVE -> "DELETE";
        };
    }

    public String path() {
        if (action != Action.ADD) {
            return present.path();
        }
        return key.kind() == Kind.LOGIN ? "/servers/" + key.names().getFirst() + "/logins" : "/" + key.kind().section();
    }

    /** Null: none. */
    public JsonObject body(Map<String, Secret> values) {
        if (action == Action.REMOVE) {
            return null;
        }
        JsonObject body = action == Action.ADD ? names() : new JsonObject();
        for (Difference difference : differences) {
            boolean implied = difference.field().equals("managed")
                    || (difference.field().equals("login") && difference.after() == null);
            if (!implied && (difference.after() != null || action == Action.CHANGE)) {
                body.put(difference.field(),
                        difference.after() instanceof List<?> list ? new JsonArray(list) : difference.after());
            }
        }
        values.forEach((name, secret) -> body.put(name, secret.value()));
        return body;
    }

    private JsonObject names() {
        return switch (key.kind()) {
            case SERVER -> new JsonObject().put("alias", key.names().getFirst());
            case USER -> new JsonObject().put("username", key.names().getFirst());
            case LOGIN -> new JsonObject().put("name", key.names().getLast());
            case PERMISSION ->
                new JsonObject().put("user_id", key.names().getFirst()).put("server_id", key.names().getLast());
        };
    }
}
