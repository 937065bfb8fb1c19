package io.ftpcluster.agent.action;

import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.update.AgentUpdates;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * All that this server can do; a new one is added here.
     *
     * @param ftpLog the FTP daemon's
     * @param updates empty where the agent can't be updated
     */
    public static ActionRegistry standard(Accounts accounts, Path ftpLog, Optional<AgentUpdates> updates) {
        List<Action> actions = new ArrayList<>(List.of(new PingAction(), new FtpLogAction(ftpLog)));
        if (accounts.canBeChanged()) {
            actions.add(new AccountsDigestAction(accounts));
            actions.add(new AccountsListAction(accounts));
            actions.add(new AccountsApplyAction(accounts));
        }
        updates.map(AgentUpdateAction::new).ifPresent(actions::add);
        return new ActionRegistry(actions);
    }

    /** Of a server whose FTP daemon doesn't know the system's users. */
    public static ActionRegistry withoutAccounts() {
        return withoutAccounts(Optional.empty());
    }

    /** @param updates empty where the agent can't be updated */
    public static ActionRegistry withoutAccounts(Optional<AgentUpdates> updates) {
        List<Action> actions = new ArrayList<>(List.of(new PingAction()));
        updates.map(AgentUpdateAction::new).ifPresent(actions::add);
        return new ActionRegistry(actions);
    }

    public List<String> names() {
        return List.copyOf(actions.keySet());
    }

    public Optional<Action> find(String name) {
        return Optional.ofNullable(actions.get(name));
    }
}
