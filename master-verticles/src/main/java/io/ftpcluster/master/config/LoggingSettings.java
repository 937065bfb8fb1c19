package io.ftpcluster.master.config;

import io.ftpcluster.master.config.Config.AuditLog;
import io.ftpcluster.master.config.Config.LogFormat;
import io.ftpcluster.master.config.Config.Logging;
import io.ftpcluster.master.config.Config.SyslogTransport;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is logged, how and where to. */
final class LoggingSettings {

    private static final String FILE = "file:";
    private static final String WEBHOOK = "webhook";
    private static final Pattern SYSLOG = Pattern.compile("syslog:(udp|tcp|tls)://([^/?#@]+)/?");
    private static final int SYSLOG_PORT = 514;
    private static final int SYSLOG_TLS_PORT = 6514;

    private LoggingSettings() {}

    static Logging read(ConfigSources settings) {
        return new Logging(format(settings.get(Variable.LOG_FORMAT)),
                Parsers.seconds(settings.get(Variable.SLOW_SECONDS), 0, 3600),
                settings.find(Variable.AUDIT_LOG).map(given -> auditLog(given, settings)), Traces.read(settings));
    }

    private static LogFormat format(Given given) {
        return switch (given.text()) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw given.wrong("must be text or json, not " + QuotedValue.shown(given.text()));
        };
    }

    private static AuditLog auditLog(Given given, ConfigSources settings) {
        String text = given.text().strip();
        if (text.startsWith(FILE)) {
            return new AuditLog.ToFile(file(given, text.substring(FILE.length())));
        }
        if (text.equals(WEBHOOK)) {
            return new AuditLog.Webhook(settings.find(Variable.ALERT_WEBHOOK)
                    .map(TelemetrySettings::webhook)
                    .orElseThrow(() -> given.wrong("is webhook, which needs " + Variable.ALERT_WEBHOOK.key()
                            + "; another one is given as webhook:URL")));
        }
        if (text.startsWith(WEBHOOK + ":")) {
            return new AuditLog.Webhook(TelemetrySettings.webhook(given, text.substring(WEBHOOK.length() + 1)));
        }
        Matcher syslog = SYSLOG.matcher(text);
        Optional<HostPort> server = syslog.matches() ? HostPort.parse(syslog.group(2)) : Optional.empty();
        if (server.isEmpty()) {
            // It isn't shown: somebody may have meant a URL with a token.
            throw given.wrong("must be file:/PATH, syslog:udp://HOST:PORT, syslog:tcp://HOST:PORT,"
                    + " syslog:tls://HOST:PORT, webhook or webhook:URL");
        }
        SyslogTransport transport = switch (syslog.group(1)) {
            case "udp" -> SyslogTransport.UDP;
            case "tcp" -> SyslogTransport.TCP;
            default -> SyslogTransport.TLS;
        };
        int usual = transport == SyslogTransport.TLS ? SYSLOG_TLS_PORT : SYSLOG_PORT;
        return new AuditLog.Syslog(transport, server.get().host(), server.get().port().orElse(usual));
    }

    private static Path file(Given given, String text) {
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute() && path.getFileName() != null) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw given.wrong("must have a path after file:, not " + QuotedValue.shown(text), e);
        }
        throw given.wrong("must have a whole path after file:, such as file:/var/log/ftpcluster/audit.log");
    }
}
