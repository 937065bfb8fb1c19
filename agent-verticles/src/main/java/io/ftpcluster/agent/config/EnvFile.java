package io.ftpcluster.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * KEY=VALUE lines as systemd reads them, the same as the master's: # and ; begin comment lines, a value may stand in single
 * quotes (literal) or double quotes (backslash keeps the next character).
 */
final class EnvFile {

    private final Path path;

    private EnvFile(Path path) {
        this.path = path;
    }

    static Map<String, String> read(Path path) {
        try {
            return new EnvFile(path).parse(Files.readAllLines(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new ConfigException("The configuration file " + path + " can't be read: there is none");
        } catch (IOException e) {
            throw new ConfigException("The configuration file " + path + " can't be read: " + e.getMessage());
        }
    }

    private Map<String, String> parse(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                // The line may hold a secret, so it isn't shown.
                throw wrong(number, "expected KEY=VALUE");
            }
            String key = line.substring(0, equals).strip();
            if (values.put(key, value(line.substring(equals + 1).strip(), number)) != null) {
                throw wrong(number, key + " is set a second time");
            }
        }
        return values;
    }

    private String value(String text, int number) {
        char quote = text.isEmpty() ? 0 : text.charAt(0);
        return quote == '\'' || quote == '"' ? quoted(text, quote, number) : text;
    }

    private String quoted(String text, char quote, int number) {
        StringBuilder value = new StringBuilder();
        int last = text.length() - 1;
        for (int i = 1; i <= last; i++) {
            char c = text.charAt(i);
            if (c == quote && i < last) {
                throw wrong(number, "something follows the closing quote");
            }
            if (c == quote) {
                return value.toString();
            }
            value.append(quote == '"' && c == '\\' && i < last ? text.charAt(++i) : c);
        }
        throw wrong(number, "the closing quote is missing");
    }

    private ConfigException wrong(int line, String what) {
        return new ConfigException(path + " line " + line + ": " + what);
    }
}
