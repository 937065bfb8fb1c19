package io.ftpcluster.agent.probe;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whose the sessions of a daemon are that gives each one processes of its own: the user that a process with the session's
 * socket acts for. Before the login that is root, nobody or the daemon's own user, which are no answer.
 */
final class SessionUsers {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    /** One who has logged in stays who he is, mostly. */
    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(60);
    /** Looking through all processes, for sessions that outlived their parents, is worth it only so often. */
    private static final long SEARCH_ALL_AGAIN = TimeUnit.SECONDS.toNanos(30);

    private final Processes processes;
    private final FtpDaemon daemon;
    private final UserNames names;
    private final LongSupplier nanoTime;
    private final Map<Long, Session> sessions = new HashMap<>();
    /** The session's socket that a process holds, so that its descriptors are looked at once. */
    private final Map<Integer, Long> sockets = new HashMap<>();
    private long searchedAllAt;

    /** @param uid -1 when nobody has logged in yet, as far as can be seen */
    private record Session(int uid, long lookedAt) {}

    SessionUsers(Processes processes, FtpDaemon daemon, UserNames names, LongSupplier nanoTime) {
        this.processes = processes;
        this.daemon = daemon;
        this.names = names;
        this.nanoTime = nanoTime;
        searchedAllAt = nanoTime.getAsLong() - SEARCH_ALL_AGAIN;
    }

    /**
     * @param established inodes of the control connections
     * @return sessions by user; fewer than there are connections when it isn't known whose some are
     */
    Map<String, Integer> count(Collection<Long> established) {
        Set<Long> current = new HashSet<>(established);
        sessions.keySet().retainAll(current);
        sockets.values().retainAll(current);
        int pid = daemon.last().pid();
        if (pid != 0) {
            look(pid, current);
        }
        Map<String, Integer> counts = new TreeMap<>();
        sessions.values()
                .stream()
                .filter(session -> session.uid() >= 0)
                .forEach(session -> counts.merge(names.of(session.uid()), 1, Integer::sum));
        return counts;
    }

    private void look(int pid, Set<Long> current) {
        long now = nanoTime.getAsLong();
        Set<Long> open = new HashSet<>();
        for (Long inode : current) {
            Session session = sessions.get(inode);
            if (session == null || session.uid() < 0 || now - session.lookedAt() > LOOK_AGAIN) {
                open.add(inode);
            }
        }
        open.remove(0L);
        if (open.isEmpty()) {
            return;
        }
        int own = processes.user(pid);
        match(processes.descendants(pid), current, open, own);
        open.removeIf(inode -> sessions.containsKey(inode) && sessions.get(inode).uid() >= 0
                && sessions.get(inode).lookedAt() == now);
        if (!open.isEmpty() && now - searchedAllAt > SEARCH_ALL_AGAIN) {
            searchedAllAt = now;
            match(daemon.processes(), current, open, own);
        }
    }

    private void match(List<Integer> candidates, Set<Long> current, Set<Long> open, int own) {
        long now = nanoTime.getAsLong();
        for (int pid : candidates) {
            Long inode = sockets.computeIfAbsent(pid, each -> {
                long held = processes.socketOf(each, current);
                return held == 0 ? null : Long.valueOf(held);
            });
            if (inode != null && open.contains(inode)) {
                int uid = processes.user(pid);
                if (uid != ROOT && uid != NOBODY && uid != own && uid >= 0) {
                    sessions.put(inode, new Session(uid, now));
                }
            }
        }
    }
}
