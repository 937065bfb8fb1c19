package io.ftpcluster.master.config;

import java.util.Arrays;
import java.util.Optional;

/** Every key of the configuration: in the environment, in the file and in {@code conf/master.env.example}. */
public enum Variable {
    SECRET_KEY("SECRET_KEY", ""),
    FERNET_KEY("FERNET_KEY", ""),
    MASTER_URL("MASTER_URL", ""),
    HTTP_HOST("FTPCLUSTER_HTTP_HOST", "127.0.0.1"),
    HTTP_PORT("FTPCLUSTER_HTTP_PORT", "8080"),
    HTTP_IDLE_SECONDS("FTPCLUSTER_HTTP_IDLE_SECONDS", "120"),
    HTTP_CONNECTIONS("FTPCLUSTER_HTTP_CONNECTIONS", "0"),
    HTTP_CONNECTIONS_PER_ADDRESS("FTPCLUSTER_HTTP_CONNECTIONS_PER_ADDRESS", "0"),
    LIVE_PER_USER("FTPCLUSTER_LIVE_PER_USER", "100"),
    TLS_CERT("FTPCLUSTER_TLS_CERT", ""),
    TLS_KEY("FTPCLUSTER_TLS_KEY", ""),
    DATA_DIR("FTPCLUSTER_DATA_DIR", "./data"),
    DATABASE_URL("FTPCLUSTER_DATABASE_URL", ""),
    DATABASE_USER("FTPCLUSTER_DATABASE_USER", ""),
    DATABASE_PASSWORD("FTPCLUSTER_DATABASE_PASSWORD", ""),
    ADMIN_PASSWORD("FTPCLUSTER_ADMIN_PASSWORD", ""),
    DEMO_PASSWORD("FTPCLUSTER_DEMO_PASSWORD", ""),
    CLUSTER_ENABLED("FTPCLUSTER_CLUSTER_ENABLED", "false"),
    CLUSTER_HOST("FTPCLUSTER_CLUSTER_HOST", "127.0.0.1"),
    CLUSTER_PORT("FTPCLUSTER_CLUSTER_PORT", "5701"),
    CLUSTER_BUS_PORT("FTPCLUSTER_CLUSTER_BUS_PORT", ""),
    CLUSTER_PUBLIC_HOST("FTPCLUSTER_CLUSTER_PUBLIC_HOST", ""),
    CLUSTER_PUBLIC_PORT("FTPCLUSTER_CLUSTER_PUBLIC_PORT", ""),
    CLUSTER_PUBLIC_BUS_PORT("FTPCLUSTER_CLUSTER_PUBLIC_BUS_PORT", ""),
    CLUSTER_MEMBERS("FTPCLUSTER_CLUSTER_MEMBERS", ""),
    NODE_NAME("FTPCLUSTER_NODE_NAME", ""),
    DRAIN_SECONDS("FTPCLUSTER_DRAIN_SECONDS", "10"),
    /** Without a value: 0, or 5 in a cluster. */
    NOTICE_SECONDS("FTPCLUSTER_NOTICE_SECONDS", ""),
    TRUSTED_PROXIES("FTPCLUSTER_TRUSTED_PROXIES", ""),
    FTP_CONNECT_SECONDS("FTPCLUSTER_FTP_CONNECT_SECONDS", "10"),
    FTP_REPLY_SECONDS("FTPCLUSTER_FTP_REPLY_SECONDS", "30"),
    FTP_STALL_SECONDS("FTPCLUSTER_FTP_STALL_SECONDS", "30"),
    FTP_QUEUE_SECONDS("FTPCLUSTER_FTP_QUEUE_SECONDS", "30"),
    FTP_IDLE_SECONDS("FTPCLUSTER_FTP_IDLE_SECONDS", "60"),
    FTP_SESSIONS_PER_LOGIN("FTPCLUSTER_FTP_SESSIONS_PER_LOGIN", "512"),
    FTP_NOOP_SECONDS("FTPCLUSTER_FTP_NOOP_SECONDS", "0"),
    FTP_ACTIVE_PORTS("FTPCLUSTER_FTP_ACTIVE_PORTS", ""),
    FTP_ACTIVE_ADDRESS("FTPCLUSTER_FTP_ACTIVE_ADDRESS", ""),
    TRANSFERS_PER_USER("FTPCLUSTER_TRANSFERS_PER_USER", "512"),
    TRANSFERS_PER_SERVER("FTPCLUSTER_TRANSFERS_PER_SERVER", "1024"),
    LOG_FORMAT("FTPCLUSTER_LOG_FORMAT", "text"),
    SLOW_SECONDS("FTPCLUSTER_SLOW_SECONDS", "5"),
    AUDIT_LOG("FTPCLUSTER_AUDIT_LOG", ""),
    AUDIT_RETENTION_DAYS("FTPCLUSTER_AUDIT_RETENTION_DAYS", "0"),
    ACCOUNT_ROTATION_DAYS("FTPCLUSTER_ACCOUNT_ROTATION_DAYS", "0"),
    AGENT_UPDATES("FTPCLUSTER_AGENT_UPDATES", "automatic"),
    AGENT_UPDATE_SETTLE_SECONDS("FTPCLUSTER_AGENT_UPDATE_SETTLE_SECONDS", "300"),
    AGENT_ARCHIVES("FTPCLUSTER_AGENT_ARCHIVES", ""),
    TELEMETRY_SECONDS("FTPCLUSTER_TELEMETRY_SECONDS", "5"),
    ALERT_WEBHOOK("FTPCLUSTER_ALERT_WEBHOOK", ""),
    ALERT_MAIL_TO("FTPCLUSTER_ALERT_MAIL_TO", ""),
    ALERT_MAIL_FROM("FTPCLUSTER_ALERT_MAIL_FROM", ""),
    SMTP_URL("FTPCLUSTER_SMTP_URL", ""),
    /** Read by the launcher, which runs before this program; known here so that it isn't taken for a mistake. */
    JAVA_HOME("FTPCLUSTER_JAVA_HOME", ""),
    /** Likewise. */
    JAVA_OPTS("FTPCLUSTER_JAVA_OPTS", ""),
    /** Likewise. */
    JDK_URL("FTPCLUSTER_JDK_URL", ""),
    /** Likewise. */
    JDK_CHECKSUM("FTPCLUSTER_JDK_CHECKSUM", "");

    /** What every variable of ours in the environment starts with, but for the three that are older. */
    static final String PREFIX = "FTPCLUSTER_";

    private final String key;
    private final String defaultValue;

    Variable(String key, String defaultValue) {
        this.key = key;
        this.defaultValue = defaultValue;
    }

    /** Its name outside. */
    public String key() {
        return key;
    }

    /** As text; empty: not set. */
    public String defaultValue() {
        return defaultValue;
    }

    static Optional<Variable> named(String key) {
        return Arrays.stream(values()).filter(variable -> variable.key.equals(key)).findFirst();
    }
}
