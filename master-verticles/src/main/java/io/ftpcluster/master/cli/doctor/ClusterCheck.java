package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.persistence.DatabaseInspection.ClusterNode;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the masters that share the database go together, by what each has written there: versions, clocks, and who reaches whom. */
final class ClusterCheck implements Check {

    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration WRONG = Duration.ofSeconds(30);

    private final AskedDatabase database;

    ClusterCheck(AskedDatabase database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public Finding look() {
        List<ClusterNode> nodes = database.known().map(Facts::nodes).orElse(List.of());
        return nodes.isEmpty()
                ? Finding.skipped("No master has told the database of itself in the last minute.")
                : judge(nodes);
    }

    static Finding judge(List<ClusterNode> nodes) {
        List<Finding> wrong = new ArrayList<>();
        addUnreached(nodes, wrong);
        addClocks(nodes, wrong);
        addVersions(nodes, wrong);
        if (wrong.isEmpty()) {
            return Finding.ok(nodes.stream().map(ClusterNode::name).collect(Collectors.joining(", "))
                    + (nodes.size() == 1 ? " is alone." : ": one version, one time, and each reaches the others."));
        }
        boolean failure = wrong.stream().anyMatch(each -> each.outcome() == Finding.Outcome.FAILURE);
        String detail = wrong.stream().map(Finding::detail).collect(Collectors.joining(" "));
        String advice = wrong.stream().map(Finding::advice).collect(Collectors.joining(" "));
        return failure ? Finding.failure(detail, advice) : Finding.warning(detail, advice);
    }

    /** Ports of nodes that have gone meanwhile don't count. */
    private static void addUnreached(List<ClusterNode> nodes, List<Finding> wrong) {
        List<String> missing = new ArrayList<>();
        for (ClusterNode from : nodes) {
            from.unreached()
                    .forEach(port -> nodes.stream()
                            .filter(to -> to.id().equals(port.id()))
                            .forEach(to -> missing.add(from.name() + " to " + to.name() + " at " + port.address())));
        }
        if (!missing.isEmpty()) {
            wrong.add(Finding.failure("Not reached: " + String.join(", ", missing) + ".",
                    "Let each master reach the others' cluster and bus ports through the firewalls in between"
                            + " (docs/cluster.md)."));
        }
    }

    private static void addClocks(List<ClusterNode> nodes, List<Finding> wrong) {
        Comparator<ClusterNode> byClock = Comparator.comparing(ClusterNode::ahead);
        ClusterNode first = nodes.stream().max(byClock).orElseThrow();
        ClusterNode last = nodes.stream().min(byClock).orElseThrow();
        Duration apart = first.ahead().minus(last.ahead());
        if (apart.compareTo(NOTICED) > 0) {
            String found = "The clock of " + first.name() + " is " + apart.toSeconds() + " s ahead of that of "
                    + last.name() + ".";
            String advice = "Have the clocks of all masters kept by NTP.";
            wrong.add(apart.compareTo(WRONG) > 0 ? Finding.failure(found, advice) : Finding.warning(found, advice));
        }
    }

    private static void addVersions(List<ClusterNode> nodes, List<Finding> wrong) {
        if (nodes.stream().map(ClusterNode::version).distinct().count() > 1) {
            wrong.add(Finding.warning(
                    "Versions differ: " + nodes.stream()
                            .map(node -> node.name() + " has " + node.version())
                            .collect(Collectors.joining(", ")) + ".",
                    "That is for the time of an update: bring the others to the newer one (docs/cluster.md)."));
        }
    }
}
