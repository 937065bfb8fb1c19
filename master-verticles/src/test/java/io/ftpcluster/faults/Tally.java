package io.ftpcluster.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the rounds saw. Thread-safe. */
final class Tally {

    private static final int SHOWN = 50;

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<Fault, List<Long>> healing = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();
    private int hit;
    private int faults;

    private static final class Row {
        private final Map<String, Integer> seen = new TreeMap<>();
        private final List<Long> millis = new ArrayList<>();
    }

    synchronized void ended(Fault fault, Operation operation, boolean tls) {
        String kind = operation.kind() + (tls ? ", TLS" : "");
        Row row = rows.computeIfAbsent(fault + " | " + kind, key -> new Row());
        row.seen.merge(operation.seen(), 1, Integer::sum);
        row.millis.add(operation.millis());
        if (operation instanceof Round.Newcomer) {
            return;
        }
        hit++;
        if (!operation.isDone() && !operation.seen().matches("50[234]|broken off")) {
            promiseBroken(fault + ", " + kind + " saw " + operation.seen());
        }
    }

    synchronized void healed(Fault fault, long millis) {
        faults++;
        healing.computeIfAbsent(fault, key -> new ArrayList<>()).add(millis);
    }

    synchronized void promiseBroken(String what) {
        broken.add(what);
    }

    /** Operations that a fault has hit. */
    synchronized int hit() {
        return hit;
    }

    /** Faults that came and went. */
    synchronized int faults() {
        return faults;
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    synchronized String table() {
        StringBuilder table = new StringBuilder("| fault | in the middle of | times | what the client saw | ended"
                + " after the fault, median and longest, ms |\n|---|---|---|---|---|\n");
        rows.forEach((key,
                row) -> table.append("| %s | %d | %s | %s |%n".formatted(key, row.millis.size(),
                        row.seen.entrySet()
                                .stream()
                                .map(entry -> entry.getValue() + " x " + entry.getKey())
                                .collect(Collectors.joining(", ")),
                        medianAndMost(row.millis))));
        healing.forEach((fault, millis) -> table.append("| %s | first user of the mended host | %d | 200 | %s |%n"
                .formatted(fault, millis.size(), medianAndMost(millis))));
        return table.toString();
    }

    synchronized String promises() {
        if (broken.isEmpty()) {
            return "every promise was kept";
        }
        return broken.size() + " promises were broken:\n  "
                + broken.stream().limit(SHOWN).collect(Collectors.joining("\n  "));
    }

    static String medianAndMost(List<Long> millis) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2) + ", " + sorted.getLast();
    }
}
