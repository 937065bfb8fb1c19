package io.ftpcluster.master.cli.fleet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a fleet is made of, each in a section of the file, in the order in which a portal takes them. */
public enum Kind {
    SERVER("servers", "An FTP server.", 1),
    USER("users", "An account of the portal.", 1),
    LOGIN("logins", "A login on a server that permissions share.", 2),
    PERMISSION("permissions", "A user may use a server.", 2);

    private final String section;
    private final String description;
    private final int names;

    Kind(String section, String description, int names) {
        this.section = section;
        this.description = description;
        this.names = names;
    }

    /** The key of its list in the file. */
    public String section() {
        return section;
    }

    String description() {
        return description;
    }

    /** By which one is told from the others, and then what is said of it. */
    public List<Field> fields() {
        return Fields.of(this);
    }

    List<Field> names() {
        return fields().subList(0, names);
    }

    public List<Field> settings() {
        return fields().subList(names, fields().size());
    }

    Optional<Field> field(String name) {
        return fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** As in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
