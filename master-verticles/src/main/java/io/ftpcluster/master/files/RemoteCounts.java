package io.ftpcluster.master.files;

import io.ftpcluster.messages.Transfers.Counts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How many transfers users and servers have on other nodes, as those told last. Thread-safe. */
final class RemoteCounts {

    private static final class NodeCounts {
        private final Map<String, Integer> users = new HashMap<>();
        private final Map<String, Integer> servers = new HashMap<>();
    }

    private final Map<String, NodeCounts> byNode = new HashMap<>();
    private volatile Map<String, Integer> users = Map.of();
    private volatile Map<String, Integer> servers = Map.of();

    int ofUser(String id) {
        return users.getOrDefault(id, 0);
    }

    int ofServer(String id) {
        return servers.getOrDefault(id, 0);
    }

    /** Returns whether nothing was known of that node. */
    synchronized boolean hear(Counts counts) {
        boolean isNew = !byNode.containsKey(counts.node());
        NodeCounts known = byNode.computeIfAbsent(counts.node(), node -> new NodeCounts());
        if (counts.whole()) {
            known.users.clear();
            known.servers.clear();
        }
        merge(known.users, counts.users());
        merge(known.servers, counts.servers());
        sum();
        return isNew;
    }

    /** Its transfers went with it. */
    synchronized void forget(String node) {
        if (byNode.remove(node) != null) {
            sum();
        }
    }

    synchronized void forgetAllBut(Collection<String> nodes) {
        if (byNode.keySet().retainAll(nodes)) {
            sum();
        }
    }

    private static void merge(Map<String, Integer> known, Map<String, Integer> told) {
        told.forEach((id, count) -> {
            if (count > 0) {
                known.put(id, count);
            } else {
                known.remove(id);
            }
        });
    }

    private void sum() {
        Map<String, Integer> allUsers = new HashMap<>();
        Map<String, Integer> allServers = new HashMap<>();
        for (NodeCounts known : byNode.values()) {
            known.users.forEach((id, count) -> allUsers.merge(id, count, Integer::sum));
            known.servers.forEach((id, count) -> allServers.merge(id, count, Integer::sum));
        }
        users = allUsers;
        servers = allServers;
    }
}
