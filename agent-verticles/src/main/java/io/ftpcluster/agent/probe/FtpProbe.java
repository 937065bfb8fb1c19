package io.ftpcluster.agent.probe;

import io.ftpcluster.frames.Sample.FtpState;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The FTP daemon at one port: whether it listens, who has a control connection to it. Not who is logged in elsewhere. */
final class FtpProbe {

    /** @param sessions null when it isn't known */
    record Ftp(FtpState state, Integer sessions, Map<String, Integer> users) {}

    private static final int MOST_NAMES = 200;
    private static final int MOST_SESSIONS = 1_000_000;

    private final int port;
    private final TcpTable table;
    private final FtpDaemon daemon;
    private final SessionUsers users;

    FtpProbe(int port, SystemFiles files, LongSupplier nanoTime) {
        Processes processes = new Processes(files);
        this.port = port;
        this.table = new TcpTable(files);
        this.daemon = new FtpDaemon(processes, new DaemonVersion(), nanoTime);
        this.users = new SessionUsers(processes, daemon, new UserNames(files), nanoTime);
    }

    Ftp read() {
        TcpTable.Sockets sockets = table.read(port);
        if (sockets == null) {
            return new Ftp(FtpState.UNKNOWN, null, Map.of());
        }
        daemon.find(sockets.listening());
        FtpState state = sockets.listening().isEmpty() ? FtpState.STOPPED : FtpState.RUNNING;
        int sessions = Math.min(sockets.established().size(), MOST_SESSIONS);
        return new Ftp(state, sessions, mostOf(users.count(sockets.established())));
    }

    /** Those with the most sessions, where there are more names than a frame holds. */
    private static Map<String, Integer> mostOf(Map<String, Integer> counts) {
        if (counts.size() <= MOST_NAMES) {
            return counts;
        }
        Map<String, Integer> most = new LinkedHashMap<>();
        counts.entrySet()
                .stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_NAMES)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }

    /** Any thread may ask. */
    FtpDaemon.Found daemon() {
        return daemon.last();
    }
}
