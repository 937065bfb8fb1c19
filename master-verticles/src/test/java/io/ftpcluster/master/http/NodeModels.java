package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the page of nodes is given, as {@link PageModels} does it. */
record NodeModels(UnaryOperator<String> said) {

    private static final String AT = "2026-07-26T19:46:25.123Z";

    /** One of each state that looks different, and one that is gone. */
    Map<String, Object> full() {
        Map<String, Object> unready = node("portal-2.example.org:8080", "unready");
        unready.put("reasons", List.of(said.apply("The database doesn't answer: connection refused.")));
        unready.remove("database_ms");
        Map<String, Object> silent = node("portal-3.example.org:8080", "silent");
        silent.put("silent_seconds", 7);
        silent.keySet()
                .removeAll(List.of("agents", "pages", "transfers", "leads", "lag_ms", "database", "database_ms",
                        "heap_text"));
        return Map.of("nodes", List.of(node("portal-1.example.org:8080", "ready"), unready, silent), "gone",
                List.of(Map.of("name", said.apply("portal-4.example.org:8080"), "version", "0.1.0", "address",
                        "10.0.0.4:5701", "gone_at", AT)));
    }

    Map<String, Object> bare() {
        return Map.of("nodes", List.of(node("portal-1", "ready")), "gone", List.of());
    }

    private Map<String, Object> node(String name, String state) {
        return new HashMap<>(Map.ofEntries(Map.entry("id", PageModels.idOf(name)), Map.entry("name", said.apply(name)),
                Map.entry("version", "0.1.0-SNAPSHOT"), Map.entry("address", "10.0.0.1:5701"),
                Map.entry("started_at", AT), Map.entry("answers_this", name.startsWith("portal-1")),
                Map.entry("state", state), Map.entry("reasons", List.of()), Map.entry("agents", 3412),
                Map.entry("pages", 120), Map.entry("transfers", 64), Map.entry("leads", name.startsWith("portal-1")),
                Map.entry("lag_ms", 12L), Map.entry("database", "SQLite on another node"), Map.entry("database_ms", 1L),
                Map.entry("heap_text", "312.5 MiB of 1.0 GiB")));
    }
}
