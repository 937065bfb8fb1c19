package io.ftpcluster.master.config;

/** The configuration is wrong: one line that names the key and where it came from, never a secret. Exit code 2. */
public final class ConfigException extends RuntimeException {

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
