package io.ftpcluster.master.cli.fleet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All that a portal has, as its API lists it. */
public final class Fleet {

    /** Names differ in more than case, so that no two of a kind are equal here. */
    private static final Comparator<Present> BY_NAME = Comparator
            .comparing((Present one) -> one.key().folded().names().getFirst())
            .thenComparing(one -> one.key().folded().names().getLast());

    private final Map<Key, Present> all = new LinkedHashMap<>();

    /** @param answers for each kind the answer to its list */
    public Fleet(Map<Kind, JsonObject> answers) {
        Map<String, String> aliases = new HashMap<>();
        objects(answers, Kind.SERVER).forEach(server -> {
            aliases.put(server.getString("id"), server.getString("alias"));
            add(Key.server(server.getString("alias")), "/servers/" + server.getString("id"), server);
        });
        objects(answers, Kind.USER)
                .forEach(user -> add(Key.user(user.getString("username")), "/users/" + user.getString("id"), user));
        objects(answers, Kind.LOGIN).filter(login -> aliases.containsKey(login.getString("server_id")))
                .forEach(login -> add(Key.login(aliases.get(login.getString("server_id")), login.getString("name")),
                        "/servers/" + login.getString("server_id") + "/logins/" + login.getString("name"), login));
        objects(answers, Kind.PERMISSION)
                .forEach(each -> add(Key.permission(each.getString("username"), each.getString("alias")),
                        "/permissions/" + each.getString("id"), each));
    }

    private static Stream<JsonObject> objects(Map<Kind, JsonObject> answers, Kind kind) {
        return answers.get(kind)
                .getJsonArray(kind.section(), new JsonArray())
                .stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    private void add(Key key, String path, JsonObject json) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Field field : key.kind().settings()) {
            if (!field.isSecret()) {
                values.put(field.name(), value(field, json.getValue(field.name())));
            }
        }
        all.put(key.folded(), new Present(key, path, values));
    }

    private static Object value(Field field, Object value) {
        return switch (value) {
            case Number number -> number.longValue();
            case JsonArray list -> field.choices().stream().filter(list::contains).toList();
            case null -> null;
            default -> value;
        };
    }

    public Optional<Present> find(Key key) {
        return Optional.ofNullable(all.get(key.folded()));
    }

    /** By name, the same each time. */
    List<Present> of(Kind kind) {
        List<Present> found = new ArrayList<>(all.values());
        found.removeIf(each -> each.key().kind() != kind);
        found.sort(BY_NAME);
        return found;
    }
}
