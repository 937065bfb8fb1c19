package io.ftpcluster.master.telemetry;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Alerts.Alert;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends alerts by e-mail (RFC 5321): one message for all that are told at once, over a connection of its own. */
final class AlertMail {

    private static final Logger LOG = LoggerFactory.getLogger(AlertMail.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final long DEADLINE_SECONDS = 30;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    private final Vertx vertx;
    private final MailConfig options;
    private final Config.Mail config;
    private final String node;

    AlertMail(Vertx vertx, Config.Mail config, String node) {
        this.vertx = vertx;
        this.options = options(config.server());
        this.config = config;
        this.node = node;
    }

    private static MailConfig options(Config.Smtp server) {
        MailConfig options = new MailConfig().setHostname(server.host()).setPort(server.port()).setSsl(server.tls())
                .setKeepAlive(false).setMaxPoolSize(1).setLogin(LoginOption.NONE);
        options.setConnectTimeout(CONNECT_MILLIS);
        options.setHostnameVerificationAlgorithm("HTTPS");
        server.user().ifPresent(user -> {
            options.setUsername(user).setPassword(server.password().orElseThrow().value())
                    .setLogin(LoginOption.REQUIRED);
            if (!server.tls() && !THIS_MACHINE.contains(server.host())) {
                options.setStarttls(StartTLSOptions.REQUIRED);
            }
        });
        return options;
    }

    /** @param id by which mail programs may know that they have this already (RFC 5322, 3.6.4) */
    Future<Void> tell(String id, List<Alert> alerts) {
        String first = AlertText.line(alerts.getFirst());
        String subject = alerts.size() == 1 ? first : first + " (and " + (alerts.size() - 1) + " more)";
        MailMessage message = new MailMessage().setFrom(config.from()).setTo(config.to())
                .setSubject("[FTPCluster] " + subject)
                .addHeader("Message-ID", "<" + id + "@" + domain() + ">")
                .setText(AlertText.lines(alerts) + "\n\nTold by " + node + ".\n");
        // One for each mail: a connection that the server refused something on and doesn't close would be in the way of the next.
        MailClient client = MailClient.create(vertx, options);
        return client.sendMail(message).timeout(DEADLINE_SECONDS, TimeUnit.SECONDS).<Void>mapEmpty()
                .onComplete(sent -> client.close().onFailure(cause -> LOG.debug("The mail client can't close", cause)));
    }

    private String domain() {
        return config.from().substring(config.from().lastIndexOf('@') + 1).replaceFirst("[^\\w.-].*", "");
    }
}
