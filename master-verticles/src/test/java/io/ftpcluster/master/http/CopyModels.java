package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the pages of copies are given. */
record CopyModels(UnaryOperator<String> said) {

    private static final String ID = "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10";
    private static final String AT = "2026-07-26T19:46:25.123Z";

    Map<String, Map<String, Object>> full() {
        Map<String, Object> typed = Map.of("source", said.apply("/ftp/anna/alpha/a"), "destination",
                said.apply("/ftp/anna/beta/"), "operation", "move", "conflict", "rename");
        return Map.of("copies", Map.of("copies", List.of(running(), over()), "limit", 2, "form", typed, "errors",
                Map.of("source", said.apply("is required"))), "copy", Map.of("copy", running()));
    }

    Map<String, Map<String, Object>> bare() {
        return Map.of("copies", Map.of("copies", List.of(), "limit", 100, "error", said.apply("It failed.")), "copy",
                Map.of("copy", over()));
    }

    private Map<String, Object> running() {
        Map<String, Object> copy = copy("1", "running", "Running", "", List.of(said.apply("/a: it is full")));
        copy.putAll(Map.of("over", false, "percent", 42, "current", said.apply("/dir/now.bin"), "node", "node-1"));
        return copy;
    }

    private Map<String, Object> over() {
        Map<String, Object> copy = copy("2", "failed", "Failed", "bad", List.of());
        copy.putAll(Map.of("over", true, "detail", said.apply("12 of 14 files")));
        return copy;
    }

    private Map<String, Object> copy(String number, String state, String text, String tone, List<String> errors) {
        Map<String, Object> place = Map.of("server", said.apply("alpha"), "path", said.apply("/dir"), "owner",
                said.apply("anna"));
        Map<String, Object> copy = new HashMap<>(Map.of("id", number + ID.substring(1), "operation", "copy",
                "operation_text", "Copy", "conflict_text", "Keep both", "state", state, "state_text", text, "tone",
                tone, "cancelling", false, "detail", ""));
        copy.putAll(Map.of("user", said.apply("anna"), "sources", List.of(place, place), "target", place, "destination",
                "/ftp/anna/beta/in/", "files_text", "3 of 14 files, 1 failed", "bytes_text", "2.0 KiB of 4.0 KiB",
                "errors", errors, "created_at", AT));
        return copy;
    }
}
