package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Whether the other masters' ports are reached from here. */
final class MembersCheck implements Check {

    private static final int MILLIS = 1500;

    private final Config.Cluster cluster;

    MembersCheck(Config.Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "members";
    }

    @Override
    public Finding look() {
        List<String> reached = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String text : cluster.members()) {
            Member member = Member.of(text, cluster.port());
            (isReached(member) ? reached : missing).add(member.toString());
        }
        if (missing.isEmpty()) {
            return Finding.ok(reached.isEmpty() ? "None are named." : "Reached: " + String.join(", ", reached) + ".");
        }
        return Finding.warning(
                "Not reached: " + String.join(", ", missing)
                        + (reached.isEmpty() ? "." : "; reached: " + String.join(", ", reached) + "."),
                "Where a master runs there, a firewall is in between: each must reach the others' cluster and bus ports"
                        + " (docs/cluster.md). This machine's own port is open only while its portal runs.");
    }

    private static boolean isReached(Member member) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(member.host(), member.port()), MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
