package io.ftpcluster.master.http.live;

import java.util.Set;

/**
 * Whoever sees the same: all that is told to one of them can be told to the others.
 *
 * @param serverIds null for admins, who see all servers, and more of each
 */
record Visibility(Set<String> serverIds) {

    static final Visibility ADMINS = new Visibility(null);

    Visibility {
        serverIds = serverIds == null ? null : Set.copyOf(serverIds);
    }

    boolean isAdmin() {
        return serverIds == null;
    }

    boolean sees(String serverId) {
        return serverIds == null || serverIds.contains(serverId);
    }
}
