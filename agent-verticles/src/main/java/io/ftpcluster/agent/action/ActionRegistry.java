package io.ftpcluster.agent.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The actions that an agent knows, by their names. */
public final class ActionRegistry {

    private final Map<String, Action> actions = new TreeMap<>();

    public ActionRegistry(List<Action> known) {
        for (Action action : known) {
            if (actions.put(action.name(), action) != null) {
                throw new IllegalArgumentException("two actions have the name " + action.name());
            }
        }
    }

    /** All that there are; a new one is added here. */
    public static ActionRegistry standard() {
        return new ActionRegistry(List.of(new PingAction()));
    }

    public List<String> names() {
        return List.copyOf(actions.keySet());
    }

    public Optional<Action> find(String name) {
        return Optional.ofNullable(actions.get(name));
    }
}
