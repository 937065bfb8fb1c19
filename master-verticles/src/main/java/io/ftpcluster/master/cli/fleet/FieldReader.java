package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.YamlNode.Mapping;
import io.ftpcluster.master.cli.fleet.YamlNode.Member;
import io.ftpcluster.master.cli.fleet.YamlNode.Scalar;
import io.ftpcluster.master.cli.fleet.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the fields of one object. What a scalar means is for its field to say: where a text is wanted, {@code no} and {@code 0o17} are
 * texts, and where a number is, only digits are one.
 */
final class FieldReader {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";
    private static final Pattern NAMES = Pattern.compile(NAME);
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern DIGITS = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, SecretSource> secrets = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    Map<String, Object> values() {
        return values;
    }

    Map<String, SecretSource> secrets() {
        return secrets;
    }

    Map<String, Integer> lines() {
        return lines;
    }

    /** What is wrong with it. */
    Optional<Problem> read(Field field, Member member) {
        lines.put(field.name(), member.line());
        String wrong = switch (field.type()) {
            case SECRET -> secret(field, member);
            case CHOICES -> choices(field, member.value());
            case NAME, TEXT, NUMBER, FLAG,
                    CHOICE ->
                member.value() instanceof Scalar scalar
                        ? scalar(field, scalar)
                        : "must be one value, not a list or keys";
        };
        return Optional.ofNullable(wrong).map(text -> new Problem(member.line(), field.name() + ": " + text));
    }

    private String scalar(Field field, Scalar scalar) {
        if (scalar.isNull()) {
            return none(field);
        }
        String text = scalar.text();
        return switch (field.type()) {
            case NAME -> name(field, text);
            case TEXT -> text(field, text);
            case NUMBER -> number(field, scalar);
            case FLAG -> flag(field, scalar);
            default -> choice(field, text);
        };
    }

    private String none(Field field) {
        if (!field.nullable()) {
            return "must not be empty; leave the key out where it is to stay as it is";
        }
        values.put(field.name(), null);
        return null;
    }

    private String name(Field field, String text) {
        if (!NAMES.matcher(text).matches()) {
            return "must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and start with a letter or digit";
        }
        if (ID.matcher(text).matches()) {
            return "must be a name, not an id (UUID)";
        }
        values.put(field.name(), text);
        return null;
    }

    private String text(Field field, String text) {
        if (text.isEmpty() && field.nullable()) {
            values.put(field.name(), null);
            return null;
        }
        if (text.isEmpty() || text.length() > field.most()) {
            return "must have 1 to " + field.most() + " characters";
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return "must not contain control characters such as line breaks";
        }
        values.put(field.name(), text);
        return null;
    }

    private String number(Field field, Scalar scalar) {
        String wanted = "must be a number from " + field.least() + " to " + field.most() + ", written in digits";
        if (!scalar.plain() || !DIGITS.matcher(scalar.text()).matches()) {
            return wanted;
        }
        try {
            long number = Long.parseLong(scalar.text());
            if (number < field.least() || number > field.most()) {
                return wanted;
            }
            values.put(field.name(), number);
            return null;
        } catch (NumberFormatException e) {
            return wanted;
        }
    }

    private String flag(Field field, Scalar scalar) {
        if (!scalar.plain() || !(scalar.text().equals("true") || scalar.text().equals("false"))) {
            return "must be true or false";
        }
        values.put(field.name(), Boolean.valueOf(scalar.text()));
        return null;
    }

    private String choice(Field field, String text) {
        if (!field.choices().contains(text)) {
            return "must be one of " + String.join(", ", field.choices());
        }
        values.put(field.name(), text);
        return null;
    }

    private String choices(Field field, YamlNode node) {
        String wanted = "must be a list of " + String.join(", ", field.choices()) + ", at least one and each once";
        if (!(node instanceof Sequence list) || list.items().isEmpty()
                || list.items().size() > field.choices().size()) {
            return wanted;
        }
        List<String> chosen = new ArrayList<>();
        for (YamlNode item : list.items()) {
            if (!(item instanceof Scalar scalar) || !field.choices().contains(scalar.text())
                    || chosen.contains(scalar.text())) {
                return wanted;
            }
            chosen.add(scalar.text());
        }
        values.put(field.name(), field.choices().stream().filter(chosen::contains).toList());
        return null;
    }

    /** What stands there by mistake may be the secret itself, so it isn't repeated. */
    private String secret(Field field, Member member) {
        String wanted = "must be {file: PATH} or {env: NAME}; a fleet file holds no secrets";
        if (!(member.value() instanceof Mapping place) || place.members().size() != 1
                || !(place.members().getFirst().value() instanceof Scalar scalar) || scalar.text().isEmpty()
                || scalar.text().chars().anyMatch(Character::isISOControl)) {
            return wanted;
        }
        String by = place.members().getFirst().name();
        if (!by.equals("file") && !by.equals("env")) {
            return wanted;
        }
        secrets.put(field.name(), new SecretSource(by.equals("file"), scalar.text(), member.line()));
        return null;
    }
}
