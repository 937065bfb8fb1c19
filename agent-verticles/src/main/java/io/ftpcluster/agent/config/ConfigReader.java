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
            "AGENT_FTP_ROOT", "AGENT_FTP_LOG", "AGENT_TLS_FINGERPRINT", "AGENT_STATE_DIR", "AGENT_DATALINK_PORT",
            "AGENT_DATALINK_HOST", "AGENT_PORTAL_KEY");
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
        return new AgentConfig(masters, token(), alias(), port("AGENT_FTP_PORT", "21"), path("AGENT_FTP_ROOT", "/home"),
                path("AGENT_FTP_LOG", AgentConfig.FTP_LOG), fingerprint(masters), state(), datalink(), portalKey());
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

    private int port(String key, String otherwise) {
        String text = values.getOrDefault(key, otherwise).strip();
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new ConfigException(key + ": must be a number from 1 to 65535, not " + text);
        }
        return Integer.parseInt(text);
    }

    /** By default where the settings are. */
    private Path state() {
        String usual = String.valueOf(file.toAbsolutePath().getParent());
        return Path.of(path("AGENT_STATE_DIR", usual));
    }

    /** Null where nobody asked for it. */
    private AgentConfig.DatalinkConfig datalink() {
        String host = values.getOrDefault("AGENT_DATALINK_HOST", "127.0.0.1").strip();
        if (!host.matches("[A-Za-z0-9.:%_-]{1,255}")) {
            throw new ConfigException("AGENT_DATALINK_HOST: must be an address of this server, or its name");
        }
        if (values.containsKey("AGENT_DATALINK_PORT")) {
            return new AgentConfig.DatalinkConfig(host, port("AGENT_DATALINK_PORT", ""));
        }
        if (values.containsKey("AGENT_DATALINK_HOST")) {
            throw new ConfigException("AGENT_DATALINK_HOST: needs AGENT_DATALINK_PORT; 9000 is the usual one");
        }
        return null;
    }

    private String path(String key, String usual) {
        String path = values.getOrDefault(key, usual);
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new ConfigException(key + ": must be an absolute path, not " + path);
        }
        return path;
    }

    /** Where the set-up has put it: beside the settings. */
    private Path portalKey() {
        String usual = file.toAbsolutePath().resolveSibling(PORTAL_KEY).toString();
        return Path.of(path("AGENT_PORTAL_KEY", usual));
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
