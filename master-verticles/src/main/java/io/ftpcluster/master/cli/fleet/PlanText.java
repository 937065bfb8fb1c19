package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.Change.Action;
import io.ftpcluster.master.cli.fleet.Change.Difference;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A plan for people, and for programs. */
public final class PlanText {

    private PlanText() {}

    /** One line. */
    public static String line(Change change) {
        List<String> parts = new ArrayList<>();
        for (Difference difference : change.differences()) {
            if (change.action() == Action.CHANGE && Objects.equals(difference.before(), difference.after())) {
                continue;
            }
            parts.add(change.action() == Action.ADD
                    ? difference.field() + " " + shown(difference.after())
                    : difference.field() + " " + shown(difference.before()) + " -> " + shown(difference.after()));
        }
        change.secrets().forEach((name, source) -> parts.add(name + " from " + source));
        String more = change.withOwner() ? " (goes with " + owner(change) + ")" : "";
        return change.action().sign() + " " + change.key() + more
                + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    private static String owner(Change change) {
        return change.key().kind() == Kind.LOGIN ? "its server" : "its user or server";
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "none";
            case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining("+"));
            default -> value.toString();
        };
    }

    public static String summary(Plan plan) {
        if (plan.changes().isEmpty()) {
            return "No changes.";
        }
        return plan.count(Action.ADD) + " to add, " + plan.count(Action.CHANGE) + " to change, "
                + plan.count(Action.REMOVE) + " to remove; " + plan.unchanged() + " unchanged.";
    }

    /** Without results. */
    public static JsonObject json(Change change) {
        JsonObject json = new JsonObject().put("action", change.action().word())
                .put("kind", change.key().kind().word())
                .put("names", new JsonArray(change.key().names()));
        JsonArray differences = new JsonArray();
        for (Difference difference : change.differences()) {
            differences.add(new JsonObject().put("field", difference.field())
                    .put("before", jsonValue(difference.before()))
                    .put("after", jsonValue(difference.after())));
        }
        return json.put("differences", differences)
                .put("secrets", new JsonArray(List.copyOf(change.secrets().keySet())));
    }

    private static Object jsonValue(Object value) {
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }
}
