package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Linked;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What servers say in these tests. */
public final class TelemetryFixtures {

    public static final HostInfo FACTS = new HostInfo("0.1", "Debian GNU/Linux 12", "6.1", "x86_64", "alpha.example",
            List.of("192.0.2.1"), "vsftpd", "3.0.3");

    private TelemetryFixtures() {}

    public static Settings settings(String alias) {
        return new Settings(alias, "ftp.example.org", 21, FtpSecurity.NONE, null, null, null);
    }

    public static Server server(String id, String alias) {
        return new Server(id, settings(alias), Instant.EPOCH);
    }

    public static Linked linked(String serverId, String linkId) {
        return linked(serverId, linkId, 0);
    }

    public static Linked linked(String serverId, String linkId, long order) {
        return new Linked(serverId, linkId, FACTS, 5, order);
    }

    public static Sample sample(Instant at, double memory, double disk) {
        return sample(at, 5, memory, disk, 3);
    }

    public static Sample sample(Instant at, int seconds, double memory, double disk, int sessions) {
        return new Sample(at.toEpochMilli(), seconds, memory, 8L << 30, 12.5, disk, 50L << 30, 40.0, 100L << 30, 0.25,
                1000.0, 2000.0, 86_400L, sessions, Map.of("anna", sessions), FtpState.RUNNING, 5.0, 25.0);
    }
}
