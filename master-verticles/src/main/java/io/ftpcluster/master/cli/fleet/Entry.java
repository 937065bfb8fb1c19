package io.ftpcluster.master.cli.fleet;

import java.util.Map;

/**
 * What the file says of one object.
 *
 * @param values what is to be, as text, number, flag or list; null: none. What isn't in there stays
 * @param lines where each field stands
 */
public record Entry(Key key, int line, Map<String, Object> values, Map<String, SecretSource> secrets,
        Map<String, Integer> lines) {

    /** Of a field, or else of all. */
    int line(String field) {
        return lines.getOrDefault(field, line);
    }

    Problem problem(String field, String text) {
        return new Problem(line(field), key + ": " + field + ": " + text);
    }

    boolean has(String field) {
        return values.containsKey(field) || secrets.containsKey(field);
    }
}
