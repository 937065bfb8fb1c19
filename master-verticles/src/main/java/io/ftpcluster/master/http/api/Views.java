package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.StoredLogins.StoredLogin;
import io.ftpcluster.messages.Transfers.Transfer;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.text.EnumNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** How things look from outside, in JSON and in the models of pages alike: the contract's names, times as text. */
final class Views {

    private Views() {}

    static Map<String, Object> user(User user) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", user.id());
        view.put("username", user.username());
        view.put("role", EnumNames.of(user.role()));
        view.put("created_at", user.createdAt().toString());
        return view;
    }

    static Map<String, Object> server(Server server) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", server.id());
        view.put("alias", server.alias());
        view.put("host", server.settings().host());
        view.put("ftp_port", server.settings().ftpPort());
        view.put("ftp_security", EnumNames.of(server.settings().ftpSecurity()));
        view.put("tls_fingerprint", server.settings().tlsFingerprint());
        view.put("encoding", Objects.requireNonNullElse(server.settings().encoding(), Settings.AUTO));
        view.put("admin_user", server.settings().adminUser());
        view.put("telemetry_seconds", server.settings().telemetrySeconds());
        view.put("data_mode", EnumNames.of(server.settings().dataMode()));
        view.put("upload_mode", EnumNames.of(server.settings().uploadMode()));
        view.put("probe_username", server.settings().probeUsername());
        view.put("ftp_passive_ports", server.settings().ftpPassivePorts());
        view.put("created_at", server.createdAt().toString());
        return view;
    }

    static Map<String, Object> permission(Permission permission) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", permission.id());
        view.put("user_id", permission.userId());
        view.put("username", permission.username());
        view.put("server_id", permission.serverId());
        view.put("alias", permission.alias());
        view.put("ftp_username", permission.ftpUsername());
        view.put("rights", names(permission.rights()));
        view.put("root", permission.root());
        view.put("login", permission.login());
        view.put("quota_bytes", permission.quotaBytes());
        view.put("managed", permission.managed());
        view.put("created_at", permission.createdAt().toString());
        return view;
    }

    static Map<String, Object> login(StoredLogin login) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", login.name());
        view.put("server_id", login.serverId());
        view.put("ftp_username", login.ftpUsername());
        view.put("with_account", login.withAccount());
        view.put("permissions", login.permissions());
        view.put("created_at", login.createdAt().toString());
        return view;
    }

    static Map<String, Object> account(Account account) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", account.name());
        view.put("username", account.username());
        view.put("permission_id", account.permissionId());
        view.put("desired", EnumNames.of(account.desired()));
        view.put("files", EnumNames.of(account.files()));
        view.put("generation", account.generation());
        view.put("observed_generation", account.observedGeneration());
        view.put("state", EnumNames.of(account.state()));
        view.put("detail", account.detail());
        view.put("quota_bytes", account.quotaBytes());
        view.put("changed_at", account.changedAt().toString());
        return view;
    }

    /** With what people read for its state. */
    static Map<String, Object> accountOfPage(Account account) {
        Map<String, Object> view = account(account);
        view.put("state_text", Labels.of(account.state()));
        view.put("quota_text", account.quotaBytes() == null ? "" : ByteText.of(account.quotaBytes()));
        return view;
    }

    /** A permission as its user sees it. Names need no encoding: the records allow only what a path takes as it is. */
    static Map<String, Object> folder(Permission permission) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("alias", permission.alias());
        view.put("href", "/ftp/" + permission.username() + "/" + permission.alias() + "/");
        view.put("rights", names(permission.rights()));
        return view;
    }

    static Map<String, Object> event(Audit.Event event) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("at", event.at().toString());
        view.put("username", event.username());
        view.put("remote_address", event.remoteAddress());
        view.put("action", event.action());
        view.put("target", event.target());
        view.put("detail", event.detail());
        view.put("request_id", event.requestId());
        return view;
    }

    static Map<String, Object> transfer(Transfer transfer) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", transfer.id());
        view.put("user", transfer.actor().username());
        view.put("owner", transfer.location().username());
        view.put("server", transfer.location().alias());
        view.put("path", transfer.location().path().text());
        view.put("direction", EnumNames.of(transfer.direction()));
        view.put("size", transfer.size() < 0 ? null : transfer.size());
        view.put("moved", transfer.moved());
        view.put("bytes_per_second", transfer.bytesPerSecond());
        view.put("started_at", transfer.startedAt().toString());
        view.put("node", transfer.node());
        return view;
    }

    static <T> List<Map<String, Object>> list(Collection<T> all, Function<T, Map<String, Object>> view) {
        return all.stream().map(view).toList();
    }

    private static List<String> names(Collection<? extends Enum<?>> constants) {
        return constants.stream().sorted().map(EnumNames::of).toList();
    }
}
