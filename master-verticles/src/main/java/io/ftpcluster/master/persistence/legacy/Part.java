package io.ftpcluster.master.persistence.legacy;

import java.util.List;

/** A table of the Python version, and what it may be called: the first is what it was called there. */
public enum Part {
    USERS("users", "user", "accounts", "account"),
    SERVERS("servers", "server", "ftp_servers", "ftp_server"),
    PERMISSIONS("permissions", "permission", "user_permissions", "user_permission", "server_permissions",
            "server_permission", "user_servers", "user_server");

    private final List<String> names;

    Part(String... names) {
        this.names = List.of(names);
    }

    String usual() {
        return names.getFirst();
    }

    List<String> names() {
        return names;
    }
}
