package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the pages of the agents' updates are given. */
record RolloutModels(UnaryOperator<String> said) {

    private static final String ID = "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10";
    private static final String AT = "2026-07-26T19:46:25.123Z";

    Map<String, Map<String, Object>> full() {
        Map<String, Object> failed = rollout("failed", "Stopped by failures", "bad");
        failed.put("ended_at", AT);
        failed.put("detail", said.apply("Stopped in ring 1, as alpha failed: it ended with exit code 7"));
        failed.put("servers", List.of(server("alpha", "Failed", "bad", 1, "The agent went back to version 0.9"),
                server("beta", "Waiting", "", 0, "")));
        failed.put("more_servers", 12);
        return Map.of("rollouts", Map.of("rollouts", List.of(rollout("running", "Running", ""), failed)), "rollout",
                Map.of("rollout", failed));
    }

    Map<String, Map<String, Object>> bare() {
        Map<String, Object> running = rollout("running", "Running", "");
        running.put("running", true);
        running.put("username", said.apply("admin"));
        running.put("servers", List.of());
        running.put("more_servers", 0);
        return Map.of("rollouts", Map.of("rollouts", List.of(), "error", said.apply("Agents are being updated.")),
                "rollout", Map.of("rollout", running));
    }

    private Map<String, Object> rollout(String state, String text, String tone) {
        Map<String, Object> rollout = new HashMap<>(
                Map.of("id", state + ID.substring(8), "version", said.apply("1.2.3"), "sha256", "0".repeat(64), "state",
                        state, "state_text", text, "tone", tone, "ring", 2, "force", true, "chosen", true));
        rollout.putAll(Map.of("detail", "", "username", said.apply("admin"), "created_at", AT, "running", false,
                "pending", 1, "under_way", 2, "updated", 3, "failed", 1, "skipped", 0));
        rollout.put("ended_at", null);
        return rollout;
    }

    private Map<String, Object> server(String alias, String text, String tone, int ring, String detail) {
        return Map.of("server_id", alias + ID.substring(8), "alias", said.apply(alias), "state_text", text, "tone",
                tone, "ring", ring, "from_version", said.apply("0.9"), "detail",
                detail.isEmpty() ? "" : said.apply(detail), "changed_at", AT);
    }
}
