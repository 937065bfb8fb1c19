package io.ftpcluster.master.config;

import io.ftpcluster.env.EnvFile;
import io.ftpcluster.env.EnvFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was given for each variable and where: defaults < file < environment < flags. An empty value is not given. */
final class ConfigSources {

    /** @param origin for messages: a file and line, the environment, the command line */
    record Given(Variable variable, String text, String origin) {

        ConfigException wrong(String what) {
            return wrong(what, null);
        }

        ConfigException wrong(String what, Throwable cause) {
            return new ConfigException(variable.key() + " (" + origin + ") " + what, cause);
        }
    }

    /** Of commands; whoever has them in his shell may start one all the same. */
    private static final Set<String> OF_COMMANDS = Set.of("FTPCLUSTER_URL", "FTPCLUSTER_USER", "FTPCLUSTER_PASSWORD",
            "FTPCLUSTER_PIN", "FTPCLUSTER_IMPORT_FERNET_KEY");

    private final Map<Variable, Given> given = new EnumMap<>(Variable.class);

    ConfigSources() {
        for (Variable variable : Variable.values()) {
            put(variable, variable.defaultValue(), "default");
        }
    }

    void readFile(Path file) {
        for (EnvFile.Entry entry : entries(file)) {
            String origin = file + " line " + entry.line();
            put(known(entry.key(), origin), entry.value(), origin);
        }
    }

    private static List<EnvFile.Entry> entries(Path file) {
        try {
            return EnvFile.read(file);
        } catch (EnvFileException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    /** Takes what is ours from the whole environment. */
    void readEnvironment(Map<String, String> environment) {
        environment.forEach((key, value) -> {
            boolean ours = key.startsWith(Variable.PREFIX) || Variable.named(key).isPresent();
            if (ours && !OF_COMMANDS.contains(key)) {
                put(known(key, "environment"), value, "environment");
            }
        });
    }

    void readFlags(Map<Variable, String> flags) {
        flags.forEach((variable, value) -> put(variable, value, "command line"));
    }

    Optional<Given> find(Variable variable) {
        return Optional.ofNullable(given.get(variable));
    }

    /** For variables with a default. */
    Given get(Variable variable) {
        return find(variable).orElseThrow(() -> new IllegalArgumentException(variable + " has no default"));
    }

    private void put(Variable variable, String text, String origin) {
        if (!text.isEmpty()) {
            given.put(variable, new Given(variable, text, origin));
        }
    }

    private static Variable known(String key, String origin) {
        return Variable.named(key)
                .orElseThrow(
                        () -> new ConfigException(QuotedValue.shown(key) + " (" + origin + ") is not a known setting"));
    }
}
