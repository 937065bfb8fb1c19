package io.ftpcluster.master.persistence.legacy;

import java.util.Map;
import java.util.Optional;

/**
 * One row of the Python version. Holds secrets: not to be printed.
 *
 * @param key what other rows call it
 * @param values without those that are null
 * @param problem why it can't be read; else empty
 */
public record LegacyRow(String key, Map<Field, String> values, Optional<String> problem) {
    public LegacyRow {
        values = Map.copyOf(values);
    }

    /** Empty for null, and where there is no such column. */
    public Optional<String> get(Field field) {
        return Optional.ofNullable(values.get(field));
    }

    @Override
    public String toString() {
        return "row " + key;
    }
}
