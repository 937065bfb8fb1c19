package io.ftpcluster.master.cli.fleet;

import java.util.List;
import java.util.Map;

/**
 * What a file says.
 *
 * @param sections those that are in it, which may be empty
 */
public record FleetFile(Map<Kind, List<Entry>> sections) {

    /** Of what {@code format} says; another one would be read by another rule. */
    static final int FORMAT = 1;

    List<Entry> entries(Kind kind) {
        return sections.getOrDefault(kind, List.of());
    }

    boolean names(Kind kind) {
        return sections.containsKey(kind);
    }
}
