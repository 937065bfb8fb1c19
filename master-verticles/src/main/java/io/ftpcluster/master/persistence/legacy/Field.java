package io.ftpcluster.master.persistence.legacy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is taken from a table, and what its column may be called: the first is what it was called, or would have been. */
public enum Field {
    USERNAME(Part.USERS, true, "username", "user_name", "login", "name", "email"),
    PASSWORD_HASH(Part.USERS, true, "password_hash", "hashed_password", "pw_hash", "passwd", "password"),
    ROLE(Part.USERS, false, "role", "is_admin", "is_superuser", "superuser", "admin"),
    ACTIVE(Part.USERS, false, "active", "is_active", "enabled", "is_enabled"),
    ALIAS(Part.SERVERS, true, "alias", "name", "slug"),
    HOST(Part.SERVERS, true, "host", "hostname", "host_name", "address", "ip", "ip_address"),
    FTP_PORT(Part.SERVERS, false, "ftp_port", "port"),
    FTP_SECURITY(Part.SERVERS, false, "ftp_security", "security", "tls", "use_tls", "ftps"),
    ADMIN_USER(Part.SERVERS, false, "admin_user"),
    USER_ID(Part.PERMISSIONS, true, "user_id", "user", "account_id", "uid"),
    SERVER_ID(Part.PERMISSIONS, true, "server_id", "server", "sid"),
    USER_PASS(Part.PERMISSIONS, true, "user_pass", "encrypted_pass", "encrypted_password", "ftp_password",
            "user_password", "password"),
    FTP_USERNAME(Part.PERMISSIONS, false, "ftp_username", "ftp_user", "username", "login"),
    ROOT(Part.PERMISSIONS, false, "root", "ftp_root", "root_path");

    private final Part part;
    private final boolean required;
    /** Separated by blanks: a list could be changed. */
    private final String names;

    Field(Part part, boolean required, String... names) {
        this.part = part;
        this.required = required;
        this.names = String.join(" ", names);
    }

    Part part() {
        return part;
    }

    boolean isRequired() {
        return required;
    }

    List<String> names() {
        return List.of(names.split(" ", -1));
    }

    /** As people name it, such as {@code users.password_hash}. */
    public String text() {
        return part.usual() + "." + names().getFirst();
    }

    static Stream<Field> of(Part part) {
        return Stream.of(values()).filter(field -> field.part == part);
    }

    static Optional<Field> named(String text) {
        return Stream.of(values()).filter(field -> field.text().equals(text)).findFirst();
    }
}
