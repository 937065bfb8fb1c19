package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the templates that show how servers stand are given; texts from outside go through {@code said}. */
record FleetModels(UnaryOperator<String> said) {

    private static final String AT = "2026-07-26T19:46:25.123Z";
    private static final String LONG_NAME = "archive-of-the-old-design-department-berlin-2019.example";

    Map<String, Object> page() {
        return page(Map.of("rows", List.of(live(), offline(), neverSeen()), "known", 1234, "untold", true, "query",
                Map.of("q", said.apply("a"), "state", "", "sort", "-mem")), 12);
    }

    static Map<String, Object> empty() {
        return page(Map.of("rows", List.of(), "known", 0, "untold", false, "query",
                Map.of("q", "", "state", "", "sort", "alias")), 1);
    }

    /** The second one, if there are some. */
    private static Map<String, Object> page(Map<String, Object> model, int pages) {
        Map<String, Object> page = new HashMap<>(model);
        page.putAll(Map.of("first", pages > 1 ? 101 : 1, "page", Math.min(2, pages), "pages", pages, "matching", 1123,
                "alerts", pages - 1, "heard", pages - 1, "conditions",
                List.of(Map.of("id", "offline", "text", "Offline", "count", 0),
                        Map.of("id", "live", "text", "Live", "count", 1234))));
        return page;
    }

    Map<String, Object> live() {
        Map<String, Object> row = row("1", "alpha", "live", "Live");
        row.put("files", said.apply("/ftp/admin/alpha/"));
        row.put("rights", List.of("list", "download"));
        row.put("mem", bar(42));
        row.put("cpu", bar(7));
        row.put("disk", bar(93));
        row.put("space", bar(93));
        row.put("inodes", bar(7));
        row.put("sessions", "3");
        row.put("received", "11.8 MiB/s");
        row.put("sent", "904.1 KiB/s");
        row.put("ftp", "Running");
        row.put("uptime", "41 d");
        row.put("users", said.apply("anna × 2, anneliese.von-hohenzollern-sigmaringen"));
        row.put("alerts", List.of("Disk almost full"));
        row.put("facts", Map.of("system", said.apply("Debian GNU/Linux 12 (bookworm)"), "kernel",
                said.apply("6.1.0-18-amd64 x86_64"), "daemon", said.apply("vsftpd 3.0.3"), "host", said.apply("alpha"),
                "addresses", said.apply("192.0.2.7, 2001:db8:85a3::8a2e:370:7334"), "agent", "0.1.0", "datalink",
                said.apply("port 9000, certificate " + "0123456789abcdef".repeat(4))));
        return row;
    }

    private Map<String, Object> offline() {
        Map<String, Object> row = row("2", LONG_NAME, "offline", "Offline");
        row.put("last_seen", AT);
        row.put("reason", said.apply("The connection to its agent was lost: connection reset by peer."));
        row.put("users", "");
        return row;
    }

    Map<String, Object> neverSeen() {
        Map<String, Object> row = row("3", "gamma", "never_seen", "Never seen");
        row.put("reason", said.apply("No agent has reported yet."));
        return row;
    }

    private Map<String, Object> row(String id, String alias, String state, String text) {
        return new HashMap<>(Map.ofEntries(Map.entry("id", "0d8a2b7c-1111-4d0e-8a3f-2f1f6f7c9a1" + id),
                Map.entry("alias", said.apply(alias)), Map.entry("details", "/servers/" + id),
                Map.entry("state", state), Map.entry("state_text", text), Map.entry("alerts", List.of()),
                Map.entry("mem", nothing()), Map.entry("cpu", nothing()), Map.entry("disk", nothing()),
                Map.entry("space", nothing()), Map.entry("inodes", nothing()), Map.entry("sessions", "–"),
                Map.entry("received", "–"), Map.entry("sent", "–"), Map.entry("ftp", "–"), Map.entry("uptime", "–")));
    }

    private static Map<String, Object> bar(int percent) {
        return Map.of("percent", percent, "text", percent + " %");
    }

    private static Map<String, Object> nothing() {
        return Map.of("percent", 0, "text", "–");
    }
}
