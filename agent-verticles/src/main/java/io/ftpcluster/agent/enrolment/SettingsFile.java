package io.ftpcluster.agent.enrolment;

import io.ftpcluster.agent.config.ConfigException;
import io.ftpcluster.agent.config.ConfigReader;
import io.ftpcluster.agent.file.PrivateFile;
import io.ftpcluster.env.EnvFile;
import io.ftpcluster.env.EnvFileException;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agent's settings: what the portal says is replaced; all else, comments too, stays as an admin wrote it. */
final class SettingsFile {

    private static final String HEAD = "# Settings of FTPCluster's agent; conf/agent.env.example says what there is. Other lines may"
            + " be added, and stay.";

    private final Path file;
    private final List<String> lines;
    private final List<EnvFile.Entry> entries;

    /** @throws EnrolException when there is one that can't be read */
    SettingsFile(Path file) throws EnrolException {
        this.file = file;
        try {
            this.lines = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of(HEAD);
            this.entries = Files.exists(file) ? EnvFile.read(file) : List.of();
        } catch (EnvFileException e) {
            throw new EnrolException(e.getMessage() + ". Correct or remove it, then run this again", e);
        } catch (IOException e) {
            throw new EnrolException(file + " can't be read: " + FileProblem.text(e), e);
        }
    }

    /** Null when it has none. */
    String value(String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(EnvFile.Entry::value)
                .filter(value -> !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    /**
     * Nothing is written when it says all that already.
     *
     * @param values null for what is to be left out
     */
    void write(Map<String, String> values) throws EnrolException {
        Map<String, String> missing = new LinkedHashMap<>(values);
        Map<Integer, String> keys = new LinkedHashMap<>();
        entries.forEach(entry -> keys.put(entry.line(), entry.key()));
        List<String> written = new ArrayList<>();
        for (int number = 1; number <= lines.size(); number++) {
            String key = keys.get(number);
            if (key == null || !values.containsKey(key)) {
                written.add(lines.get(number - 1));
            } else if (missing.remove(key) != null) {
                written.add(key + "=" + quoted(values.get(key)));
            }
        }
        missing.forEach((key, value) -> {
            if (value != null) {
                written.add(key + "=" + quoted(value));
            }
        });
        try {
            if (!written.equals(lines) || !Files.exists(file)) {
                PrivateFile.write(file, (String.join("\n", written) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            PrivateFile.restrict(file);
            new ConfigReader(file, Map.of()).read();
        } catch (IOException e) {
            throw new EnrolException(file + " can't be written: " + FileProblem.text(e)
                    + ". Make room there, then run this again within the hour", e);
        } catch (ConfigException e) {
            throw new EnrolException(e.getMessage() + ". Correct it, then run this again", e);
        }
    }

    private static String quoted(String value) {
        if (value.matches("[A-Za-z0-9_.,:/@%+\\[\\]-]*")) {
            return value;
        }
        return value.indexOf('\'') < 0
                ? "'" + value + "'"
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
