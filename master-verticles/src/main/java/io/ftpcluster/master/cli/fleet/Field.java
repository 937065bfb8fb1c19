package io.ftpcluster.master.cli.fleet;

import java.util.List;

/**
 * What may be said of an object, by its name in the API.
 *
 * @param least of a number
 * @param most of a number, or how long a text may be
 * @param choices of a word or of a list of them; else empty
 */
public record Field(String name, Type type, boolean nullable, long least, long most, List<String> choices,
        String description) {

    /** How a value is written. */
    public enum Type {
        /** As the portal takes names of its own. */
        NAME,
        TEXT,
        NUMBER,
        FLAG,
        CHOICE,
        /** A list of choices, at least one. */
        CHOICES,
        /** Where it is read from; the file never holds it. */
        SECRET
    }

    static Field identifier(String name, String description) {
        return new Field(name, Type.NAME, false, 0, 64, List.of(), description);
    }

    static Field text(String name, int most, String description) {
        return new Field(name, Type.TEXT, false, 0, most, List.of(), description);
    }

    static Field textOrNone(String name, int most, String description) {
        return new Field(name, Type.TEXT, true, 0, most, List.of(), description);
    }

    static Field number(String name, long least, long most, String description) {
        return new Field(name, Type.NUMBER, false, least, most, List.of(), description);
    }

    static Field numberOrNone(String name, long least, long most, String description) {
        return new Field(name, Type.NUMBER, true, least, most, List.of(), description);
    }

    static Field flag(String name, String description) {
        return new Field(name, Type.FLAG, false, 0, 0, List.of(), description);
    }

    static Field choice(String name, List<String> choices, String description) {
        return new Field(name, Type.CHOICE, false, 0, 0, choices, description);
    }

    static Field choices(String name, List<String> choices, String description) {
        return new Field(name, Type.CHOICES, false, 0, 0, choices, description);
    }

    static Field secret(String name, String description) {
        return new Field(name, Type.SECRET, false, 0, 0, List.of(), description);
    }

    boolean isSecret() {
        return type == Type.SECRET;
    }
}
