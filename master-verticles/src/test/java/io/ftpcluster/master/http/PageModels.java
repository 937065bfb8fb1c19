package io.ftpcluster.master.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What each template is given. Every text that a person or a server chooses goes through {@code said}, so that the same
 * models serve as realistic and as hostile ones.
 */
public record PageModels(UnaryOperator<String> said) {

    static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;${1+1}";

    private static final String ID = "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10";
    private static final String AT = "2026-07-26T19:46:25.123Z";
    private static final String FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final List<String> ALL = List.of("list", "download", "upload", "overwrite", "delete", "rename",
            "mkdir");

    public static PageModels realistic() {
        return new PageModels(UnaryOperator.identity());
    }

    public static PageModels hostile() {
        return new PageModels(text -> HOSTILE);
    }

    /** By template; each full: with errors, where there can be some, and what was typed before. */
    public Map<String, Map<String, Object>> full() {
        Map<String, Map<String, Object>> pages = new HashMap<>(Map.of("login", login(), "dashboard", dashboard(),
                "users", users(), "user", user(), "servers", servers(), "server", server(), "permissions",
                permissions(), "audit", audit(), "docs", docs(), "error", error()));
        pages.put("permission", permission());
        pages.put("logins", logins());
        pages.put("login-of-server", loginOfServer());
        pages.put("transfers", transfers());
        pages.put("permission-matrix", matrix());
        pages.put("account", asUser(new SessionModels(said).account()));
        pages.put("sessions", asAdmin(new SessionModels(said).full()));
        pages.put("nodes", asAdmin(new NodeModels(said).full()));
        pages.put("server-test", serverTest());
        pages.put("fleet-server", asUser(Map.of("live", fleet().live())));
        pages.put("alerts", asAdmin(new AlertModels(said).full()));
        new JobModels(said).full().forEach((name, model) -> pages.put(name, asAdmin(model)));
        new CopyModels(said).full().forEach((name, model) -> pages.put(name, asAdmin(model)));
        new RolloutModels(said).full().forEach((name, model) -> pages.put(name, asAdmin(model)));
        return pages;
    }

    /** By template; what a new installation shows: nothing optional, lists empty. */
    public Map<String, Map<String, Object>> bare() {
        Map<String, Map<String, Object>> pages = new HashMap<>(
                Map.of("login", asStranger(Map.of("next", "")), "dashboard",
                        asAdmin(Map.of("servers", List.of(), "fleet", FleetModels.empty(), "counts",
                                Map.of("users", 1, "servers", 0, "permissions", 0))),
                        "users", asAdmin(Map.of("users", List.of())), "user",
                        asAdmin(Map.of("user", aUser("demo", "user"), "permissions", List.of(), "sessions", List.of(),
                                "events", List.of())),
                        "servers", asAdmin(Map.of("servers", List.of())), "server",
                        asAdmin(Map.of("server", plainServer())), "permissions",
                        asAdmin(Map.of("permissions", List.of(), "users", List.of(), "servers", List.of())), "audit",
                        asAdmin(Map.of("events", List.of(), "older", false, "query", auditQuery(""))), "docs",
                        asStranger(Map.of("info", Map.of(), "operations", List.of())), "error", asStranger(Map.of())));
        pages.put("permission", asAdmin(Map.of("permission", permission("demo", "alpha", ALL, "/"))));
        pages.put("logins", asAdmin(Map.of("server", plainServer())));
        pages.put("login-of-server", asAdmin(Map.of("server", plainServer(), "login", aLogin("shared"))));
        pages.put("transfers", asUser(Map.of("transfers", List.of())));
        pages.put("permission-matrix", asAdmin(Map.of("users", List.of(), "servers", List.of(), "more_users", false,
                "more_servers", false, "query", Map.of("user", "", "server", ""))));
        pages.put("account", asUser(new SessionModels(said).alone()));
        pages.put("sessions", asAdmin(Map.of("sessions", List.of())));
        pages.put("nodes", asAdmin(new NodeModels(said).bare()));
        pages.put("server-test", serverTestWithoutLogin());
        pages.put("fleet-server", asUser(Map.of("live", fleet().neverSeen())));
        pages.put("alerts", asAdmin(AlertModels.empty()));
        new JobModels(said).bare().forEach((name, model) -> pages.put(name, asAdmin(model)));
        new CopyModels(said).bare().forEach((name, model) -> pages.put(name, asUser(model)));
        new RolloutModels(said).bare().forEach((name, model) -> pages.put(name, asAdmin(model)));
        return pages;
    }

    public Map<String, Object> asAdmin(Map<String, Object> model) {
        return as(model, "admin", true);
    }

    public Map<String, Object> asUser(Map<String, Object> model) {
        return as(model, "demo", false);
    }

    private Map<String, Object> as(Map<String, Object> model, String username, boolean admin) {
        Map<String, Object> all = asStranger(model);
        all.put("me", Map.of("username", said.apply(username), "admin", admin, "theme", "system"));
        return all;
    }

    private Map<String, Object> asStranger(Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("assets", "/assets/0/");
        all.put("node", said.apply("portal-1.example.org:8080"));
        return all;
    }

    private Map<String, Object> login() {
        return asStranger(Map.of("next", said.apply("/ftp/demo/alpha/"), "username", said.apply("demo"), "error",
                said.apply("The username or the password is wrong.")));
    }

    private Map<String, Object> dashboard() {
        return asAdmin(Map.of("servers", List.of(), "fleet", fleet().page(), "counts",
                Map.of("users", 12, "servers", 1, "permissions", 1234), "checklist",
                List.of(Map.of("text", "Register a server", "href", "/servers", "done", true),
                        Map.of("text", "Download a file from it", "href", "/ftp/", "done", false))));
    }

    private FleetModels fleet() {
        return new FleetModels(said);
    }

    private Map<String, Object> users() {
        return asAdmin(Map.of("users",
                List.of(aUser("admin", "admin"), aUser("demo", "user"),
                        aUser("anneliese.von-hohenzollern-sigmaringen@subsidiary.example.org", "user")),
                "form", Map.of("username", said.apply("demo"), "role", "admin"), "error",
                said.apply("The username is taken."), "errors", Map.of("username", said.apply("is taken"))));
    }

    private Map<String, Object> user() {
        return asAdmin(Map.of("user", aUser("demo", "user"), "errors",
                Map.of("password", said.apply("must have 8 to 256 characters")), "permissions",
                List.of(permission("demo", "alpha", ALL, "/")), "sessions",
                new SessionModels(said).full().get("sessions"), "events",
                List.of(event("demo", "file.download", "/alpha/report.pdf", ""))));
    }

    private Map<String, Object> servers() {
        return asAdmin(Map.of("servers", List.of(aServer(), plainServer()), "form",
                Map.of("alias", said.apply("gamma"), "host", said.apply("ftp example"), "ftp_port", "2l",
                        "ftp_security", "implicit", "tls_fingerprint", said.apply("zz:81"), "encoding",
                        said.apply("UTF-8"), "admin_user", ""),
                "error", said.apply("The server was not added."), "errors",
                Map.of("host", said.apply("must be a host name or an IP address"), "tls_fingerprint",
                        said.apply("must be the certificate's SHA-256 as 64 hex digits, colons allowed"))));
    }

    private Map<String, Object> server() {
        Map<String, Object> model = new HashMap<>(serverWithoutDatalink());
        model.put("datalink_accounts", List.of(said.apply("scanner"), said.apply("till-7")));
        return model;
    }

    private Map<String, Object> serverWithoutDatalink() {
        return asAdmin(
                Map.of("server", aServer(), "live", fleet().live(), "enrolment",
                        Map.of("secret", said.apply("fce_" + "x".repeat(43)), "command",
                                said.apply("curl -fsS https://portal.example.org/setup/fce_" + "x".repeat(43)
                                        + " | sudo sh"),
                                "expires_at", AT, "caution",
                                said.apply("the portal doesn't know by what URL servers reach it: set MASTER_URL")),
                        "accounts",
                        List.of(anAccount("demo", "active", "Working", ""),
                                anAccount("anneliese-von-hohenzollern", "active", "Failed", "Free the name there."),
                                anAccount("closed", "locked", "Locked", ""),
                                anAccount("gone", "absent", "Removed", "")),
                        "more_accounts", true, "unknown_accounts", List.of(said.apply("eve"), said.apply("mallory")),

                        "logins", List.of(aLogin("shared")), "agent_token", said.apply("fca_" + "x".repeat(43)),
                        "setup_script",
                        said.apply(
                                """
                                        #!/bin/sh
                                        # Sets up alpha for the portal.
                                        set -eu
                                        PORTAL=https://portal.example.org
                                        curl --fail --silent --show-error "$PORTAL/bundle.tar.gz" --output /tmp/bundle.tar.gz --max-time 60
                                        [ "$(id -u)" -eq 0 ] || { echo 'Run this as root.' >&2; exit 1; }
                                        """),
                        "errors", Map.of("alias", said.apply("is taken"))));
    }

    private Map<String, Object> anAccount(String name, String desired, String state, String detail) {
        return Map.of("name", said.apply(name), "username", said.apply(name), "desired", desired, "state_text", state,
                "detail", detail.isEmpty() ? "" : said.apply(detail), "changed_at", AT);
    }

    private Map<String, Object> serverTest() {
        return asAdmin(Map.of("report", aReport(false,
                List.of(step("resolve", "ok", "ftp.example.org is 192.0.2.7.", ""), step("tls", "warning",
                        "TLSv1.3 with TLS_AES_256_GCM_SHA384, explicit (AUTH TLS).\nCertificate of "
                                + "CN=ftp.example.org, for ftp.example.org.\nSHA-256 fingerprint " + FINGERPRINT + ".",
                        "Renew it."),
                        step("login", "failed", "The server refused the login of 'demo' (530 Login incorrect.).",
                                "Check the password."),
                        step("listing", "skipped", "Not tried because login failed.", ""))),
                "permissions",
                List.of(permission("demo", "alpha", ALL, "/"), permission("anneliese", "alpha", ALL, "/srv"))));
    }

    private Map<String, Object> serverTestWithoutLogin() {
        Map<String, Object> report = aReport(true, List.of(step("resolve", "ok", "It is 192.0.2.7.", "")));
        report.put("tested_as", null);
        return asAdmin(Map.of("report", report));
    }

    private Map<String, Object> aReport(boolean ok, List<Map<String, Object>> steps) {
        return new HashMap<>(Map.of("ok", ok, "summary", said.apply("Login failed: 530. Check the password."), "server",
                aServer(), "tested_as",
                Map.of("permission_id", ID, "username", said.apply("demo"), "ftp_username", said.apply("ftp-demo")),
                "started_at", AT, "millis", 1234, "steps", steps));
    }

    private Map<String, Object> step(String name, String outcome, String detail, String advice) {
        return Map.of("name", name, "title", name, "outcome", outcome, "millis", 1234, "detail", said.apply(detail),
                "advice", advice.isEmpty() ? "" : said.apply(advice));
    }

    private Map<String, Object> permissions() {
        List<Map<String, Object>> list = new ArrayList<>();
        list.add(permission("demo", "alpha", ALL, "/srv/share/projects/2026/customers"));
        Map<String, Object> rootless = permission("anneliese.von-hohenzollern-sigmaringen@subsidiary.example.org",
                "archive", List.of("list", "download"), "/");
        rootless.put("root", null);
        list.add(rootless);
        return asAdmin(
                Map.of("permissions", list, "users", List.of(aUser("admin", "admin"), aUser("demo", "user")), "servers",
                        List.of(aServer(), plainServer()), "logins", List.of(aLogin("shared"), aLogin("other")), "form",
                        Map.of("user_id", idOf("demo"), "server_id", ID, "ftp_username", said.apply("demo"), "rights",
                                List.of("list", "download"), "root", said.apply("../etc")),
                        "errors", Map.of("root", said.apply("must be an absolute path"), "rights",
                                said.apply("must name known rights"))));
    }

    private Map<String, Object> permission() {
        Map<String, Object> stored = permission("demo", "alpha", List.of("list"), "/srv");
        stored.put("login", said.apply("shared"));
        return asAdmin(Map.of("permission", stored, "logins", List.of(aLogin("shared"), aLogin("other")), "form",
                Map.of("rights", List.of("list", "mkdir"), "root", said.apply("../etc"), "ftp_username",
                        said.apply("web"), "login", said.apply("other")),
                "errors", Map.of("root", said.apply("must be an absolute path"))));
    }

    private Map<String, Object> logins() {
        return asAdmin(Map.of("server", aServer(), "logins", List.of(aLogin("shared"), aLogin("x".repeat(64))), "form",
                Map.of("name", said.apply("sha red"), "ftp_username", said.apply("web")), "errors",
                Map.of("name", said.apply("is taken"))));
    }

    private Map<String, Object> loginOfServer() {
        return asAdmin(Map.of("server", aServer(), "login", aLogin("shared"), "form",
                Map.of("ftp_username", said.apply("web")), "error", said.apply("It is used by demo.")));
    }

    private Map<String, Object> aLogin(String name) {
        return Map.of("name", said.apply(name), "server_id", ID, "ftp_username", said.apply("web"), "permissions", 1234,
                "created_at", AT);
    }

    private Map<String, Object> permission(String username, String alias, List<String> rights, String root) {
        return new HashMap<>(Map.of("id", ID, "user_id", ID, "username", said.apply(username), "server_id", ID, "alias",
                said.apply(alias), "ftp_username", said.apply("ftp-" + alias), "rights", rights, "root",
                said.apply(root)));
    }

    private Map<String, Object> transfers() {
        Map<String, Object> upload = new HashMap<>(aTransfer("upload", "/incoming/scan.tiff", "demo"));
        upload.keySet().removeAll(List.of("size", "size_text", "percent"));
        return asAdmin(Map.of("transfers",
                List.of(upload,
                        aTransfer("download", "/reports/2026/The annual report, final (3) — Überarbeitung.pdf",
                                "admin")),
                "missing_nodes", List.of(said.apply("portal-3")), "many_nodes", true, "error",
                "This transfer is over."));
    }

    private Map<String, Object> aTransfer(String direction, String path, String user) {
        return Map.ofEntries(Map.entry("id", idOf(path)), Map.entry("user", said.apply(user)),
                Map.entry("owner", said.apply("demo")), Map.entry("server", said.apply("alpha")),
                Map.entry("path", said.apply(path)), Map.entry("direction", direction),
                Map.entry("size", 1_234_567_890L), Map.entry("moved", 987_654_321L),
                Map.entry("moved_text", "941.9 MiB"), Map.entry("size_text", "1.1 GiB"), Map.entry("percent", 80),
                Map.entry("speed_text", "11.8 MiB/s"), Map.entry("started_at", AT),
                Map.entry("node", said.apply("portal-1")));
    }

    private Map<String, Object> audit() {
        return asAdmin(Map.of("query", auditQuery("wrong"), "older", true, "next",
                "5:0192f0e0-0000-7000-8000-000000000001", "events",
                List.of(event("demo", "file.download",
                        "/alpha/reports/2026/The annual report, final (3) — Überarbeitung.pdf", "bytes=0-1048575"),
                        event("admin", "permission.create", "demo on alpha", ""),
                        event("mallory", "session.refused", "mallory", "wrong password, 3 of 5"))));
    }

    private Map<String, Object> matrix() {
        Map<String, Object> user = new HashMap<>(aUser("demo", "user"));
        user.put("permissions", Arrays.asList(permission("demo", "alpha", ALL, "/"), null));
        return asAdmin(Map.of("users", List.of(user), "servers", List.of(aServer(), plainServer()), "more_users", true,
                "more_servers", true, "query", Map.of("user", said.apply("d"), "server", "")));
    }

    private Map<String, Object> auditQuery(String text) {
        return Map.of("q", text.isEmpty() ? "" : said.apply(text), "user", "", "action", "", "since", "2026-07-26",
                "until", "");
    }

    private Map<String, Object> event(String username, String action, String target, String detail) {
        return Map.of("at", AT, "username", said.apply(username), "remote_address", "2001:db8:85a3::8a2e:370:7334",
                "action", said.apply(action), "target", said.apply(target), "detail", said.apply(detail));
    }

    private Map<String, Object> docs() {
        return asUser(Map.of("info",
                Map.of("title", "FTPCluster", "version", "0.1.0", "description",
                        "One portal in front of many FTP servers."),
                "operations", List.of(anOperation(), Map.of("id", "logout", "method", "POST", "path", "/logout",
                        "summary", "Ends the session on every node"))));
    }

    private Map<String, Object> anOperation() {
        Map<String, Object> operation = new HashMap<>();
        operation.put("id", "getFile");
        operation.put("method", "GET");
        operation.put("path", "/ftp/{username}/{alias}/{path}");
        operation.put("summary", said.apply("Downloads a file or lists a folder"));
        operation.put("description", said.apply("A path that ends in a slash is a listing.\nRanges as in RFC 9110."));
        operation.put("security", "user");
        operation.put("parameters", List.of(documented("username", "path", true, "Whose folder")));
        operation.put("request_fields", List.of(documented("role", "body", false, "What the user may do")));
        operation.put("responses", List.of(Map.of("status", "200", "description", said.apply("The bytes")),
                Map.of("status", "404", "description", "No such file")));
        return operation;
    }

    private Map<String, Object> documented(String name, String in, boolean required, String description) {
        return Map.of("name", name, "in", in, "type", "string", "required", required, "description",
                said.apply(description));
    }

    private Map<String, Object> error() {
        return asUser(Map.of("status", 404, "title", said.apply("Not found"), "detail",
                said.apply("There is no server with the alias gamma.")));
    }

    private Map<String, Object> aUser(String username, String role) {
        return Map.of("id", idOf(username), "username", said.apply(username), "role", role, "created_at", AT);
    }

    static String idOf(String username) {
        return UUID.nameUUIDFromBytes(username.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Map<String, Object> aServer() {
        return Map.of("id", ID, "alias", said.apply("alpha"), "host", said.apply("ftp.example.org"), "ftp_port", 21,
                "ftp_security", "explicit", "tls_fingerprint", FINGERPRINT, "encoding", "UTF-8", "admin_user",
                said.apply("root"), "created_at", AT);
    }

    private Map<String, Object> plainServer() {
        Map<String, Object> server = new HashMap<>(aServer());
        server.put("id", "0d8a2b7c-1111-4d0e-8a3f-2f1f6f7c9a10");
        server.put("alias", said.apply("archive-of-the-old-design-department-berlin-2019.example"));
        server.put("host", said.apply("2001:db8:85a3::8a2e:370:7334"));
        server.put("ftp_port", 2121);
        server.put("ftp_security", "none");
        server.put("tls_fingerprint", null);
        server.put("admin_user", null);
        return server;
    }
}
