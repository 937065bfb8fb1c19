package io.ftpcluster.master.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.config.Config.Mail;
import io.ftpcluster.master.config.Config.Smtp;
import io.ftpcluster.master.config.Config.Telemetry;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Agents' interval, and who is told of alerts. URLs are never shown: they hold tokens and passwords. */
final class TelemetrySettings {

    private static final Pattern MAIL_ADDRESS = Pattern.compile("[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}");
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSIONS_PORT = 465;

    private TelemetrySettings() {}

    static Telemetry read(ConfigSources settings) {
        return new Telemetry(
                Parsers.seconds(settings.get(Variable.TELEMETRY_SECONDS), Protocol.MIN_INTERVAL_SECONDS, 60),
                settings.find(Variable.ALERT_WEBHOOK).map(TelemetrySettings::webhook), mail(settings),
                settings.find(Variable.MASTER_URL).map(Parsers::publicUrl),
                Duration.ofDays(Parsers.number(settings.get(Variable.CERTIFICATE_DAYS), 0, 365)));
    }

    static Secret webhook(Given given) {
        return webhook(given, given.text());
    }

    /** @param text the part of it that is the URL */
    static Secret webhook(Given given, String text) {
        URI url = url(given, text, "must be a URL such as https://hooks.example/alerts");
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw given.wrong("must be http:// or https:// with a host, without user and #fragment");
        }
        return new Secret(url.toASCIIString());
    }

    private static Optional<Mail> mail(ConfigSources settings) {
        Optional<Given> to = settings.find(Variable.ALERT_MAIL_TO);
        Optional<Given> from = settings.find(Variable.ALERT_MAIL_FROM);
        Optional<Given> server = settings.find(Variable.SMTP_URL);
        Optional<Given> any = Stream.of(to, from, server).flatMap(Optional::stream).findFirst();
        if (any.isEmpty()) {
            return Optional.empty();
        }
        if (to.isEmpty() || from.isEmpty() || server.isEmpty()) {
            throw any.get()
                    .wrong("needs " + Variable.ALERT_MAIL_TO.key() + ", " + Variable.ALERT_MAIL_FROM.key() + " and "
                            + Variable.SMTP_URL.key() + " together");
        }
        List<String> addresses = Stream.of(to.get().text().split(",", -1)).map(String::strip).toList();
        addresses.forEach(address -> mailAddress(to.get(), address));
        return Optional.of(new Mail(addresses, mailAddress(from.get(), from.get().text().strip()), smtp(server.get())));
    }

    private static String mailAddress(Given given, String address) {
        if (!MAIL_ADDRESS.matcher(address).matches()) {
            throw given.wrong("must be mail addresses such as ops@example.org, not " + QuotedValue.shown(address));
        }
        return address;
    }

    private static Smtp smtp(Given given) {
        URI url = url(given, given.text(), "must be a URL such as smtp://user:password@mail.example:587");
        boolean tls = "smtps".equalsIgnoreCase(url.getScheme());
        boolean bare = url.getRawQuery() == null && url.getRawFragment() == null
                && (url.getRawPath() == null || url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        if (!(tls || "smtp".equalsIgnoreCase(url.getScheme())) || url.getHost() == null || !bare
                || url.getPort() > 65535) {
            throw given.wrong("must be smtp:// or smtps:// with a host and perhaps user:password@ and a port; in user"
                    + " and password, write what isn't a letter or digit as %XX");
        }
        String[] login = url.getRawUserInfo() == null ? new String[0] : url.getRawUserInfo().split(":", 2);
        if (login.length == 1) {
            throw given.wrong("has a user without a password");
        }
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        int port = url.getPort() > 0 ? url.getPort() : tls ? SUBMISSIONS_PORT : SUBMISSION_PORT;
        return login.length == 0
                ? new Smtp(host, port, tls, Optional.empty(), Optional.empty())
                : new Smtp(host, port, tls, Optional.of(decoded(login[0])), Optional.of(new Secret(decoded(login[1]))));
    }

    private static URI url(Given given, String text, String wrong) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Without the cause: its message is the whole URL.
            throw given.wrong(wrong);
        }
    }

    /** Of %XX only: a plus stays one. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
