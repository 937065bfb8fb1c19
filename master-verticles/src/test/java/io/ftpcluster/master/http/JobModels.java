package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the pages of jobs, and those that begin them, are given. */
record JobModels(UnaryOperator<String> said) {

    private static final String ID = "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10";
    private static final String AT = "2026-07-26T19:46:25.123Z";
    private static final String KEY = "SHA256:Wd2VWoJ1sPc6kqS7sKWq2f6SRW0nyKsqJ1bGi3dCxXU";

    Map<String, Map<String, Object>> full() {
        Map<String, Object> server = Map.of("id", ID, "alias", said.apply("alpha"), "host",
                said.apply("ftp.example.org"));
        Map<String, Object> typed = Map.of("ssh_host", said.apply("ftp.example.org"), "ssh_port", said.apply("22"),
                "ssh_user", said.apply("root"), "existing_daemon", "keep", "hosts",
                said.apply("alpha,ftp.example.org,22," + KEY));
        Map<String, Object> errors = Map.of("ssh_password", said.apply("is required, or ssh_private_key in its place"),
                "ssh_passphrase", said.apply("doesn't open the key"));
        return Map.of("jobs",
                Map.of("jobs", List.of(job("running", "Running", ""), job("failed", "Failed", "bad")), "limit", 2),
                "job", Map.of("job", job("failed", "Failed", "bad"), "errors", errors), "provision",
                Map.of("server", server, "removal", false, "form", typed, "host_key",
                        Map.of("fingerprint", KEY, "type", said.apply("ssh-ed25519"), "changed", true, "known", KEY,
                                "known_at", AT)),
                "provision-many",
                Map.of("form", typed, "errors", Map.of("hosts", said.apply("line 3: host: is required")), "keys",
                        List.of(key(null), key(said.apply("There is no SSH server.")))));
    }

    Map<String, Map<String, Object>> bare() {
        Map<String, Object> running = job("running", "Running", "");
        running.put("running", true);
        running.put("may_retry", false);
        return Map.of("jobs", Map.of("jobs", List.of(), "limit", 100), "job", Map.of("job", running), "provision",
                Map.of("server", Map.of("id", ID, "alias", said.apply("alpha"), "host", said.apply("ftp.example.org")),
                        "removal", true, "error", said.apply("A job of alpha is running.")),
                "provision-many", Map.of("error", said.apply("It failed.")));
    }

    private Map<String, Object> key(String error) {
        Map<String, Object> key = new HashMap<>(
                Map.of("alias", said.apply("alpha"), "host", said.apply("ftp.example.org"), "ssh_port", 2222,
                        "host_key_type", "ssh-ed25519", "host_key_fingerprint", KEY));
        key.put("error", error);
        return key;
    }

    private Map<String, Object> job(String state, String text, String tone) {
        Map<String, Object> job = new HashMap<>(Map.of("id", state + ID.substring(8), "kind", "provision", "kind_text",
                "Setting up", "server_id", ID, "alias", said.apply("alpha"), "state", state, "state_text", text, "tone",
                tone, "cancelling", false));
        job.putAll(Map.of("username", said.apply("admin"), "ssh_host", said.apply("ftp.example.org"), "ssh_port", "22",
                "ssh_user", said.apply("root"), "host_key_fingerprint", KEY, "created_at", AT, "running", false,
                "may_retry", true));
        job.put("ended_at", tone.isEmpty() ? null : AT);
        job.put("steps",
                List.of(step("facts", "Done", "good", "Debian GNU/Linux 12 (bookworm), amd64, 20.0 GiB free"),
                        step("daemon", "Failed", "bad",
                                "apt is locked by another program; wait for its end and run this again"),
                        step("agent", "Not done", "", "")));
        return job;
    }

    private Map<String, Object> step(String name, String state, String tone, String detail) {
        return Map.of("name", name, "state_text", state, "tone", tone, "detail",
                detail.isEmpty() ? "" : said.apply(detail), "duration_text", detail.isEmpty() ? "" : "7 s");
    }
}
