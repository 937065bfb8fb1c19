package io.ftpcluster.master.http.live;

import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Telemetry.State;

/**
 * A server as somebody sees it.
 *
 * @param permission theirs, or null for an admin without one
 * @param forAdmin whether they see all there is to know
 * @param state null when it can't be told at the moment
 */
public record FleetServer(String id, String alias, Permission permission, boolean forAdmin, State state) {

    FleetServer with(State known) {
        return new FleetServer(id, alias, permission, forAdmin, known);
    }
}
