package io.ftpcluster.master.updates;

import io.ftpcluster.messages.Telemetry.AgentUpdate;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.State;

/**
 * A server's agent as it is now.
 *
 * @param linked whether it has a link that works
 * @param version empty: not known
 * @param updatable whether it updates itself when it is asked
 * @param failedVersion the newest that it went back from; null: none
 */
record ServerAgent(String serverId, String alias, boolean linked, String version, boolean updatable,
        String failedVersion, String failedReason) {

    static ServerAgent of(State state) {
        boolean known = state.facts() != null;
        AgentUpdate update = known ? state.facts().update() : null;
        String version = known ? state.facts().agentVersion() : null;
        return new ServerAgent(state.serverId(), state.alias(),
                state.condition() == Condition.LIVE && state.node() != null, version == null ? "" : version,
                update != null && update.possible(), update == null ? null : update.failedVersion(),
                update == null ? null : update.failedReason());
    }
}
