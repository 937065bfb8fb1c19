package io.ftpcluster.master.persistence.legacy;

import java.util.List;
import java.util.Map;

/**
 * A table that was found.
 *
 * @param key the column that others refer to
 * @param columns of what is taken, as far as there are any
 * @param ignored its other columns
 */
record LegacyTable(Part part, String name, String key, Map<Field, String> columns, List<String> ignored) {
    LegacyTable {
        columns = Map.copyOf(columns);
        ignored = List.copyOf(ignored);
    }
}
