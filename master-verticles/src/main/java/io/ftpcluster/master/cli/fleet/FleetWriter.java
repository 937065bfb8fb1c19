package io.ftpcluster.master.cli.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a fleet as a file: the same fleet as the same bytes, on whatever portal. */
public final class FleetWriter {

    private static final String HEAD = """
            # A fleet of FTPCluster: servers, users, stored logins and permissions.
            # ftpcluster apply -f FILE brings a portal there; docs/fleet-file.md has the rules.
            #
            # Not in here: passwords of users, logins and probe accounts, and what ACCT says; tokens of agents,
            # sessions, jobs, the audit trail, and the portal's own settings. Where a new object needs a secret,
            # say where it is read from:
            #   password: {env: ANNA_PASSWORD}       (users)
            #   user_pass: {file: secrets/shared}    (logins, permissions with managed: false)
            #   probe_password: {env: PROBE}         (servers with a probe_username)
            """;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@-]*|\\d{1,3}(\\.\\d{1,3}){3}");
    /** What YAML 1.1, too, takes for something else. */
    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder text = new StringBuilder(HEAD).append("format: ").append(FleetFile.FORMAT).append('\n');

    private FleetWriter() {}

    public static String write(Fleet fleet) {
        FleetWriter writer = new FleetWriter();
        for (Kind kind : Kind.values()) {
            writer.section(kind, fleet.of(kind));
        }
        return writer.text.toString();
    }

    private void section(Kind kind, List<Present> all) {
        text.append('\n').append(kind.section()).append(all.isEmpty() ? ": []\n" : ":\n");
        for (Present one : all) {
            String begin = "  - ";
            for (Map.Entry<String, Object> value : shown(one).entrySet()) {
                text.append(begin).append(value.getKey()).append(": ").append(scalar(value.getValue())).append('\n');
                begin = "    ";
            }
        }
    }

    private static Map<String, Object> shown(Present one) {
        Map<String, Object> shown = new LinkedHashMap<>();
        List<Field> names = one.key().kind().names();
        for (int i = 0; i < names.size(); i++) {
            shown.put(names.get(i).name(), one.key().names().get(i));
        }
        shown.putAll(one.values());
        if (one.key().kind() == Kind.PERMISSION) {
            if (one.hasStoredLogin()) {
                shown.keySet().removeAll(Set.of("managed", "ftp_username", "quota_bytes"));
            } else {
                shown.remove("login");
                if (!one.isManaged()) {
                    shown.remove("quota_bytes");
                }
            }
        }
        return shown;
    }

    private static String scalar(Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
            case String word when PLAIN.matcher(word).matches() && !WORDS.contains(word.toLowerCase(Locale.ROOT)) ->
                word;
            case String other -> quoted(other);
            default -> value.toString();
        };
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x20FF)
                    || (c >= 0xD800 && c <= 0xF8FF) || c >= 0xFE00) {
                quoted.append(String.format(c > 0xFFFF ? "\\U%08X" : "\\u%04X", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
