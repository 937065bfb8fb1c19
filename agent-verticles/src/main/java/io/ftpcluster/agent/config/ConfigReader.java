package io.ftpcluster.agent.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.EnvFile;
import io.ftpcluster.env.EnvFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes the {@link AgentConfig}: defaults < file < environment. What is unknown or wrong fails and is named. */
public final class ConfigReader {

    private static final Set<String> KEYS = Set.of("MASTER_URL", "AGENT_TOKEN", "AGENT_ALIAS", "AGENT_FTP_PORT",
            "AGENT_FTP_ROOT", "AGENT_TLS_FINGERPRINT", "AGENT_PORTAL_KEY");
    private static final String PORTAL_KEY = "pubkey_master.pub";
    private static final int LONGEST_ALIAS = 100;

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    /** @param environment all of it; other AGENT_ names there are other programs', such as build agents' */
    public ConfigReader(Path file, Map<String, String> environment) {
        this.file = file;
        for (EnvFile.Entry entry : entries(file)) {
            if (!KEYS.contains(entry.key())) {
                throw new ConfigException(entry.key() + ": unknown setting in " + file);
            }
            values.put(entry.key(), entry.value());
        }
        environment.forEach((key, value) -> {
            if (KEYS.contains(key) && !value.isBlank()) {
                values.put(key, value);
            }
        });
        values.values().removeIf(String::isBlank);
    }

    private static List<EnvFile.Entry> entries(Path file) {
        try {
            return EnvFile.read(file);
        } catch (EnvFileException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    /** @throws ConfigException naming what is missing or wrong */
    public AgentConfig read() {
        List<Endpoint> masters = Endpoint.parseAll(required("MASTER_URL"));
        return new AgentConfig(masters, token(), alias(), port(), root(), fingerprint(masters), portalKey());
    }

    private Secret token() {
        String token = required("AGENT_TOKEN").strip();
        if (!token.matches("fca_[A-Za-z0-9_-]{43}")) {
            throw new ConfigException("AGENT_TOKEN: must be fca_ and 43 characters, as the portal showed it");
        }
        return new Secret(token);
    }

    private String alias() {
        String alias = values.get("AGENT_ALIAS");
        if (alias != null && (alias.length() > LONGEST_ALIAS || alias.chars().anyMatch(Character::isISOControl))) {
            throw new ConfigException("AGENT_ALIAS: must be at most " + LONGEST_ALIAS + " characters");
        }
        return alias;
    }

    private int port() {
        String text = values.getOrDefault("AGENT_FTP_PORT", "21").strip();
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new ConfigException("AGENT_FTP_PORT: must be a number from 1 to 65535, not " + text);
        }
        return Integer.parseInt(text);
    }

    private String root() {
        String root = values.getOrDefault("AGENT_FTP_ROOT", "/home");
        if (!root.startsWith("/") || root.indexOf('\0') >= 0) {
            throw new ConfigException("AGENT_FTP_ROOT: must be an absolute path, not " + root);
        }
        return root;
    }

    /** Where the set-up has put it: beside the settings. */
    private Path portalKey() {
        String given = values.getOrDefault("AGENT_PORTAL_KEY", "");
        if (given.isEmpty()) {
            return file.toAbsolutePath().resolveSibling(PORTAL_KEY);
        }
        if (!given.startsWith("/") || given.indexOf('\0') >= 0) {
            throw new ConfigException("AGENT_PORTAL_KEY: must be an absolute path, not " + given);
        }
        return Path.of(given);
    }

    private String fingerprint(List<Endpoint> masters) {
        String given = values.get("AGENT_TLS_FINGERPRINT");
        if (given == null) {
            return null;
        }
        String digits = given.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new ConfigException("AGENT_TLS_FINGERPRINT: must be 64 hex digits, colons allowed");
        }
        if (!masters.stream().allMatch(Endpoint::tls)) {
            throw new ConfigException("AGENT_TLS_FINGERPRINT: needs https in each MASTER_URL");
        }
        return digits;
    }

    private String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new ConfigException(key + ": must be given");
        }
        return value;
    }
}
