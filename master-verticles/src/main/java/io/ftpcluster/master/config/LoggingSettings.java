package io.ftpcluster.master.config;

import io.ftpcluster.master.config.Config.LogFormat;
import io.ftpcluster.master.config.Config.Logging;
import io.ftpcluster.master.config.ConfigSources.Given;

/** What is logged, and how. */
final class LoggingSettings {

    private LoggingSettings() {}

    static Logging read(ConfigSources settings) {
        return new Logging(format(settings.get(Variable.LOG_FORMAT)),
                Parsers.seconds(settings.get(Variable.SLOW_SECONDS), 0, 3600));
    }

    private static LogFormat format(Given given) {
        return switch (given.text()) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw given.wrong("must be text or json, not " + QuotedValue.shown(given.text()));
        };
    }
}
