package io.ftpcluster.master.persistence.legacy;

import java.util.List;

/** A table of the Python version, and what it may be called: the first is what it was called there. */
public enum Part {
    USERS("users", "user", "accounts", "account"),
    SERVERS("servers", "server", "ftp_servers", "ftp_server"),
    PERMISSIONS("permissions", "permission", "user_permissions", "user_permission", "server_permissions",
            "server_permission", "user_servers", "user_server");

    /** Separated by blanks: a list could be changed. */
    private final String names;

    Part(String... names) {
        this.names = String.join(" ", names);
    }

    String usual() {
        return names().getFirst();
    }

    List<String> names() {
        return List.of(names.split(" ", -1));
    }
}
