package io.ftpcluster.env;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of KEY=VALUE lines as systemd reads them: blank lines and lines that start with # or ; say nothing, a value
 * may stand in single quotes (literal) or double quotes (backslash keeps the next character). Lines don't continue, and
 * a # behind a value is refused.
 */
public final class EnvFile {

    /** @param line counted from 1 */
    public record Entry(String key, String value, int line) {}

    private static final Pattern COMMENT_BEHIND = Pattern.compile("\\s#");

    private final Path path;

    private EnvFile(Path path) {
        this.path = path;
    }

    /** @throws EnvFileException when it can't be read, or a line can't */
    public static List<Entry> read(Path path) {
        try {
            return new EnvFile(path).parse(Files.readAllLines(path, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new EnvFileException("The configuration file " + path + " isn't UTF-8 text", e);
        } catch (IOException e) {
            throw new EnvFileException("The configuration file " + path + " can't be read: " + FileProblem.text(e), e);
        }
    }

    private List<Entry> parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            Entry entry = entry(line, number);
            if (!seen.add(entry.key())) {
                throw wrong(number, entry.key() + " is set a second time");
            }
            entries.add(entry);
        }
        return entries;
    }

    private Entry entry(String line, int number) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            // The line may hold a secret, so it isn't shown.
            throw wrong(number, "expected KEY=VALUE");
        }
        return new Entry(line.substring(0, equals).strip(), value(line.substring(equals + 1).strip(), number), number);
    }

    private String value(String text, int number) {
        if (text.startsWith("'") || text.startsWith("\"")) {
            return quoted(text, number);
        }
        if (COMMENT_BEHIND.matcher(text).find()) {
            // To systemd it is part of the value; whoever writes it means a comment.
            throw wrong(number, "a comment needs a line of its own; a value with a blank before # needs quotes");
        }
        return text;
    }

    private String quoted(String text, int number) {
        char quote = text.charAt(0);
        StringBuilder value = new StringBuilder(text.length());
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                if (i + 1 < text.length()) {
                    throw wrong(number, "something follows the closing quote");
                }
                return value.toString();
            }
            boolean escaped = quote == '"' && c == '\\' && i + 1 < text.length();
            value.append(escaped ? text.charAt(++i) : c);
        }
        throw wrong(number, "the closing quote is missing");
    }

    private EnvFileException wrong(int line, String what) {
        return new EnvFileException(path + " line " + line + ": " + what);
    }
}
