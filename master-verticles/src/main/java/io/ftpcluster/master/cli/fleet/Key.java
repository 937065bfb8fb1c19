package io.ftpcluster.master.cli.fleet;

import java.util.List;
import java.util.Locale;

/**
 * Which object.
 *
 * @param names as they are written, in the order of {@link Kind#names}
 */
public record Key(Kind kind, List<String> names) {

    public Key {
        names = List.copyOf(names);
    }

    public static Key server(String alias) {
        return new Key(Kind.SERVER, List.of(alias));
    }

    public static Key user(String username) {
        return new Key(Kind.USER, List.of(username));
    }

    public static Key login(String server, String name) {
        return new Key(Kind.LOGIN, List.of(server, name));
    }

    public static Key permission(String user, String server) {
        return new Key(Kind.PERMISSION, List.of(user, server));
    }

    /** The same for all spellings that the portal takes for the same: the case of users and servers doesn't matter. */
    public Key folded() {
        return kind == Kind.LOGIN
                ? login(lower(names.getFirst()), names.getLast())
                : new Key(kind, names.stream().map(Key::lower).toList());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What this one can't be without. */
    public List<Key> owners() {
        return switch (kind) {
            case SERVER, USER -> List.of();
            case LOGIN -> List.of(server(names.getFirst()));
            case PERMISSION -> List.of(user(names.getFirst()), server(names.getLast()));
        };
    }

    /** For people. */
    @Override
    public String toString() {
        return switch (kind) {
            case SERVER -> "server " + names.getFirst();
            case USER -> "user " + names.getFirst();
            case LOGIN -> "login " + names.getLast() + " on " + names.getFirst();
            case PERMISSION -> "permission of " + names.getFirst() + " on " + names.getLast();
        };
    }
}
