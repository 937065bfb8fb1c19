package io.ftpcluster.agent.config;

/** A configuration that can't be used; the message is one line that names the setting, and never a secret. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
