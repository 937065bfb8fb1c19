package io.ftpcluster.agent.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What /proc shows of processes. Whose sockets they hold is shown only to root and the like. */
final class Processes {

    private static final int MOST = 10_000;
    private static final String SOCKET = "socket:[";
    private static final int EFFECTIVE = 1;

    private final SystemFiles files;

    Processes(SystemFiles files) {
        this.files = files;
    }

    /** All that run a program of this name; names are cut to 15 characters by the kernel. */
    List<Integer> named(Set<String> programs) {
        List<Integer> found = new ArrayList<>();
        for (String name : files.names("/proc")) {
            Long pid = Character.isDigit(name.charAt(0)) ? SystemFiles.asNumber(name) : null;
            if (pid != null && found.size() < MOST && programs.contains(String.valueOf(program(pid.intValue())))) {
                found.add(pid.intValue());
            }
        }
        return found;
    }

    /** Null when there is no such process. */
    String program(int pid) {
        return files.word("/proc/" + pid + "/comm");
    }

    /** Its path; null when it isn't known. */
    String executable(int pid) {
        return files.link("/proc/" + pid + "/exe");
    }

    /** Children, their children and so on, parents first. */
    List<Integer> descendants(int pid) {
        List<Integer> all = new ArrayList<>(List.of(pid));
        for (int i = 0; i < all.size() && all.size() < MOST; i++) {
            int parent = all.get(i);
            String children = files.word("/proc/" + parent + "/task/" + parent + "/children");
            if (children != null) {
                for (String child : children.split(" +", -1)) {
                    Long number = SystemFiles.asNumber(child);
                    if (number != null) {
                        all.add(number.intValue());
                    }
                }
            }
        }
        return all.subList(1, all.size());
    }

    /** The first of its sockets that is one of these; 0 without. */
    long socketOf(int pid, Set<Long> wanted) {
        String folder = "/proc/" + pid + "/fd";
        for (String descriptor : files.names(folder)) {
            String target = files.link(folder + "/" + descriptor);
            if (target != null && target.startsWith(SOCKET)) {
                Long inode = SystemFiles.asNumber(target.substring(SOCKET.length(), target.length() - 1));
                if (inode != null && wanted.contains(inode)) {
                    return inode;
                }
            }
        }
        return 0;
    }

    /** The effective one; -1 when there is no such process. */
    int user(int pid) {
        String status = files.text("/proc/" + pid + "/status");
        int start = status == null ? -1 : status.indexOf("\nUid:");
        if (start < 0) {
            return -1;
        }
        int end = status.indexOf('\n', start + 1);
        String[] ids = status.substring(start + "\nUid:".length(), end < 0 ? status.length() : end)
                .strip()
                .split("\\s+", -1);
        Long id = ids.length > EFFECTIVE ? SystemFiles.asNumber(ids[EFFECTIVE]) : null;
        return id == null ? -1 : id.intValue();
    }
}
