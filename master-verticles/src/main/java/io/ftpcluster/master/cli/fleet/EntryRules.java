package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.AccountName;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What must go together in one object, and what its values look like: checked by the portal's own records, which also give the form
 * in which the portal tells them again.
 */
final class EntryRules {

    private static final String USER_PASS = "user_pass";
    private static final String MANAGED = "managed";
    private static final String LOGIN = "login";
    private static final String FTP_USERNAME = "ftp_username";
    private static final String QUOTA = "quota_bytes";

    private final Entry entry;
    private final Map<String, Object> values;
    private final List<Problem> problems = new ArrayList<>();

    private EntryRules(Entry entry) {
        this.entry = entry;
        this.values = entry.values();
    }

    /** Changes the values to the portal's form. */
    static List<Problem> check(Entry entry) {
        EntryRules rules = new EntryRules(entry);
        try {
            switch (entry.key().kind()) {
                case SERVER -> rules.server();
                case PERMISSION -> rules.permission();
                case USER, LOGIN -> {
                    // Their fields say it all.
                }
            }
        } catch (FailureException e) {
            for (Failure.FieldError error : e.failure().errors()) {
                rules.wrong(error.field(), error.detail());
            }
        }
        return rules.problems;
    }

    private void server() {
        if (entry.secrets().containsKey("probe_password") && values.get("probe_username") == null) {
            wrong("probe_password", "is needed with probe_username only");
        }
        Settings settings = new Settings("alias", (String) values.getOrDefault("host", "localhost"), 21,
                FtpSecurity.EXPLICIT, text("tls_fingerprint"), text("encoding"), text("admin_user"), null, null, null,
                text("probe_username"), text("ftp_passive_ports"));
        values.replace("tls_fingerprint", settings.tlsFingerprint());
        values.replace("encoding", Objects.requireNonNullElse(settings.encoding(), Settings.AUTO));
        values.replace("ftp_passive_ports", settings.ftpPassivePorts());
    }

    private void permission() {
        boolean managed = Boolean.TRUE.equals(values.get(MANAGED));
        if (values.containsKey(LOGIN)) {
            Stream.of(MANAGED, FTP_USERNAME, USER_PASS, "ftp_account", QUOTA)
                    .filter(entry::has)
                    .forEach(other -> wrong(other, "doesn't go with login, which says it for the permission"));
        }
        if (managed && entry.secrets().containsKey(USER_PASS)) {
            wrong(USER_PASS, "doesn't go with managed: true, as the portal makes the account's password");
        }
        boolean own = entry.secrets().containsKey(USER_PASS) || Boolean.FALSE.equals(values.get(MANAGED));
        if (own && !values.containsKey(FTP_USERNAME)) {
            wrong(USER_PASS, "needs ftp_username");
        }
        if (own && values.get(QUOTA) != null) {
            wrong(QUOTA, "is for an account that the portal makes");
        }
        if (managed && values.containsKey(FTP_USERNAME)) {
            AccountName.require(FTP_USERNAME, text(FTP_USERNAME));
        }
        if (values.get("root") != null) {
            values.put("root",
                    new Permissions.Update(null, "id", null, text("root"), null, null, null, null, null).root());
        }
    }

    private String text(String field) {
        return (String) values.get(field);
    }

    private void wrong(String field, String text) {
        problems.add(entry.problem(field, text));
    }
}
