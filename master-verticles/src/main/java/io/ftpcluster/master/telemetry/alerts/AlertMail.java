package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Alerts.Alert;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends alerts by e-mail (RFC 5321): one message for all that are told at once, over a connection of its own. */
final class AlertMail {

    private static final Logger LOG = LoggerFactory.getLogger(AlertMail.class);
    private static final int CONNECT_MILLIS = 5_000;
    /** A server that stands still is left before the deadline, so that the reason can be told. */
    private static final int SILENT_SECONDS = 20;
    private static final long DEADLINE_SECONDS = 30;
    private static final int SUBJECT_CHARACTERS = 160;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    private final Vertx vertx;
    private final MailConfig options;
    private final Config.Mail config;
    private final AlertText text;
    private final String node;

    AlertMail(Vertx vertx, Config.Mail config, AlertText text, SystemTrust trust, String node) {
        this.vertx = vertx;
        this.options = options(config.server(), trust);
        this.config = config;
        this.text = text;
        this.node = node;
    }

    private static MailConfig options(Config.Smtp server, SystemTrust trust) {
        MailConfig options = new MailConfig().setHostname(server.host())
                .setPort(server.port())
                .setSsl(server.tls())
                .setKeepAlive(false)
                .setMaxPoolSize(1)
                .setLogin(LoginOption.NONE)
                .setIdleTimeout(SILENT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        options.setConnectTimeout(CONNECT_MILLIS);
        boolean here = THIS_MACHINE.contains(server.host());
        if (!server.tls() && (here || server.user().isEmpty())) {
            // It would go in clear without STARTTLS, so a certificate that nobody vouches for is no reason to fail (RFC 7435).
            options.setTrustAll(true);
        } else {
            // The host's name is checked because no algorithm is set: Vert.x's client takes one that is set for none.
            trust.bundle()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        }
        server.user().ifPresent(user -> {
            options.setUsername(user)
                    .setPassword(server.password().orElseThrow().value())
                    .setLogin(LoginOption.REQUIRED);
            if (!server.tls() && !here) {
                options.setStarttls(StartTLSOptions.REQUIRED);
            }
        });
        return options;
    }

    /** @param id by which mail programs may know that they have this already (RFC 5322, 3.6.4) */
    Future<Void> tell(String id, List<Alert> alerts) {
        MailMessage message = new MailMessage().setFrom(config.from())
                .setTo(config.to())
                .setHeaders(headers(id))
                .setSubject("[FTPCluster] " + subject(alerts))
                .setText(body(alerts));
        // One for each mail: a connection that the server refused something on and doesn't close would be in the way of the next.
        MailClient client = MailClient.create(vertx, options);
        return client.sendMail(message)
                .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .<Void>mapEmpty()
                .onComplete(sent -> client.close().onFailure(cause -> LOG.debug("The mail client can't close", cause)));
    }

    /** So that nobody's absence note answers (RFC 3834). */
    private MultiMap headers(String id) {
        String domain = config.from().substring(config.from().lastIndexOf('@') + 1).replaceFirst("[^\\w.-].*", "");
        return MultiMap.caseInsensitiveMultiMap()
                .add("Auto-Submitted", "auto-generated")
                .add("Message-ID", "<" + id + "@" + domain + ">");
    }

    private static String subject(List<Alert> alerts) {
        String first = AlertText.line(alerts.getFirst());
        String more = alerts.size() == 1 ? "" : " (and " + (alerts.size() - 1) + " more)";
        return first.length() > SUBJECT_CHARACTERS
                ? first.substring(0, SUBJECT_CHARACTERS) + "..." + more
                : first + more;
    }

    private String body(List<Alert> alerts) {
        return alerts.stream().map(text::paragraph).collect(Collectors.joining("\n")) + "\n-- \nFTPCluster, node "
                + node + text.alertsPage().map(page -> "\nAll alerts: " + page).orElse("") + "\n";
    }
}
