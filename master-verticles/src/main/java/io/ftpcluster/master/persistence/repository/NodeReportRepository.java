package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Nodes.Report;
import io.ftpcluster.messages.Nodes.Reports;
import io.ftpcluster.messages.Nodes.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What the nodes of a cluster tell of themselves, for whoever looks at the cluster from outside of it. */
public final class NodeReportRepository {

    /** A node that has told nothing for so long is gone, or can't reach the database. */
    public static final Duration FRESH = Duration.ofSeconds(75);
    private static final long FORGOTTEN_MILLIS = Duration.ofHours(1).toMillis();

    private final Database database;
    private final String insert;
    private final String others;
    private final String removeOld;

    public NodeReportRepository(Database database) {
        this.database = database;
        String now = database.now();
        this.insert = "INSERT INTO cluster_nodes (id, name, version, member_address, bus_address, told_at, ahead_millis,"
                + " unreached) VALUES (?, ?, ?, ?, ?, " + now + ", CAST(? AS BIGINT) - " + now + ", ?)";
        this.others = "SELECT id, name, version, member_address, bus_address, told_at FROM cluster_nodes WHERE id <> ?"
                + " AND told_at > " + now + " - CAST(? AS BIGINT) ORDER BY name, id";
        this.removeOld = "DELETE FROM cluster_nodes WHERE id = ? OR told_at < " + now + " - CAST(? AS BIGINT)";
    }

    public Reports store(Report report) {
        return database.append(sql -> {
            sql.change(removeOld, report.id(), FORGOTTEN_MILLIS);
            sql.change(insert, report.id(), report.name(), report.version(), report.memberAddress(),
                    report.busAddress(), report.at().toEpochMilli(),
                    report.unreached()
                            .stream()
                            .map(each -> each.id() + " " + each.address())
                            .collect(Collectors.joining("\n")));
            return new Reports(
                    sql.list(Columns.reader(NodeReportRepository::other), others, report.id(), FRESH.toMillis()));
        });
    }

    private static Report other(Columns row) {
        return new Report(row.getString("id"), row.getString("name"), row.getString("version"),
                row.getString("member_address"), row.getString("bus_address"),
                Instant.ofEpochMilli(row.getLong("told_at")), List.of());
    }

    /** As it is stored. */
    public static List<Unreached> unreached(String text) {
        return text.lines()
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Unreached(parts[0], parts[1]))
                .toList();
    }
}
