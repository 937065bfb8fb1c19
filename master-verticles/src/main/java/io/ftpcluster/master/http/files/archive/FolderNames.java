package io.ftpcluster.master.http.files.archive;

import io.ftpcluster.master.http.files.path.SafeName;
import java.util.HashSet;
import java.util.Set;

/** What the entries of one folder are called in an archive: safe names, each once. */
final class FolderNames {

    private final Set<String> taken = new HashSet<>();

    /** To be told all names of the folder before any is asked for: those that are safe stay as they are. */
    void add(String name) {
        if (SafeName.of(name).equals(name)) {
            taken.add(name);
        }
    }

    /** @param name of an entry that was added, asked for once */
    String of(String name) {
        String safe = SafeName.of(name);
        return safe.equals(name) ? name : free(safe);
    }

    /** The name, or with a number where it is taken: from now on it is. */
    String free(String name) {
        String free = name;
        for (int number = 2; !taken.add(free); number++) {
            int dot = name.lastIndexOf('.');
            free = dot <= 0
                    ? name + " (" + number + ")"
                    : name.substring(0, dot) + " (" + number + ")" + name.substring(dot);
        }
        return free;
    }
}
