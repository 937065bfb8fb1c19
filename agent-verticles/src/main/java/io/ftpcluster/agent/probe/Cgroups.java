package io.ftpcluster.agent.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * The control groups that this process is in, and so the server: those that limit its container, from its own group up to
 * the topmost that can be seen. A limit on the agent's own systemd unit is none of the server, so a group of the kind
 * {@code .service} at the end is left out.
 */
final class Cgroups {

    /** @param directories from the innermost to the outermost; empty when there is no such controller */
    record Controller(boolean unified, List<String> directories) {}

    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;

    private final String groups;
    private final String mounts;

    Cgroups(SystemFiles files) {
        String ownGroups = files.text("/proc/self/cgroup");
        String allMounts = files.text("/proc/self/mountinfo");
        groups = ownGroups == null ? "" : ownGroups;
        mounts = allMounts == null ? "" : allMounts;
    }

    /** @param name such as {@code memory}; version 1 when the system has it there, else version 2 */
    Controller controller(String name) {
        for (String line : groups.split("\n", -1)) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(name)) {
                return new Controller(false, directories(parts[2], name));
            }
        }
        for (String line : groups.split("\n", -1)) {
            if (line.startsWith("0::")) {
                return new Controller(true, directories(line.substring("0::".length()), null));
            }
        }
        return new Controller(true, List.of());
    }

    /** @param controller null for version 2 */
    private List<String> directories(String group, String controller) {
        for (String line : mounts.split("\n", -1)) {
            String[] halves = line.split(" - ", 2);
            String[] front = halves[0].split(" ", -1);
            if (halves.length == 2 && front.length > MOUNT_POINT && fits(halves[1], controller)) {
                return upwards(front[MOUNT_POINT], below(front[MOUNT_ROOT], group));
            }
        }
        return List.of();
    }

    private static boolean fits(String kind, String controller) {
        String[] parts = kind.split(" ", -1);
        if (controller == null) {
            return parts[0].equals("cgroup2");
        }
        return parts[0].equals("cgroup") && parts.length > 2 && List.of(parts[2].split(",", -1)).contains(controller);
    }

    /** A container may see only its own part of the tree, while its group is named from the top of all. */
    private static String below(String mountRoot, String group) {
        String below = group;
        if (!mountRoot.equals("/")) {
            below = group.equals(mountRoot) || group.startsWith(mountRoot + "/")
                    ? group.substring(mountRoot.length())
                    : "";
        }
        // Outside of what this namespace shows (cgroup_namespaces(7)).
        return below.startsWith("/..") ? "" : below;
    }

    private static List<String> upwards(String mountPoint, String group) {
        String path = group.endsWith("/") ? group.substring(0, group.length() - 1) : group;
        if (path.endsWith(".service")) {
            path = path.substring(0, path.lastIndexOf('/'));
        }
        List<String> directories = new ArrayList<>();
        while (!path.isEmpty()) {
            directories.add(mountPoint + path);
            path = path.substring(0, path.lastIndexOf('/'));
        }
        directories.add(mountPoint);
        return directories;
    }
}
