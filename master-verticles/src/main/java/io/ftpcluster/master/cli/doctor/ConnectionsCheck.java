package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.DatabaseInspection.Connections;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;

/** Whether the database server takes as many connections as all nodes may make. */
final class ConnectionsCheck implements Check {

    private final Config config;
    private final AskedDatabase database;

    ConnectionsCheck(Config config, AskedDatabase database) {
        this.config = config;
        this.database = database;
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public Finding look() {
        return database.known()
                .flatMap(Facts::connections)
                .map(this::judge)
                .orElseGet(() -> Finding.skipped("No database server that can be asked."));
    }

    private Finding judge(Connections connections) {
        // Members may be listed or not, and name this node or not.
        int nodes = config.cluster().map(cluster -> Math.max(1, cluster.members().size())).orElse(1);
        int needed = nodes * connections.perNode();
        String found = "The database server takes " + connections.most() + "; " + nodes
                + (nodes == 1 ? " node makes" : " nodes make") + " up to " + needed + ".";
        return needed > connections.most()
                ? Finding.failure(found,
                        "Raise max_connections to " + (needed + 20) + " in postgresql.conf, and restart it.")
                : Finding.ok(found);
    }
}
