package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Alerts.Alert;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Posts alerts as JSON to a URL, which is never shown: such URLs hold tokens. Any answer but 2xx is a failure. */
final class Webhook {

    private static final int CONNECT_MILLIS = 5_000;
    private static final long DEADLINE_SECONDS = 10;

    private final HttpClient client;
    private final Secret url;
    private final AlertText text;
    private final String node;

    Webhook(Vertx vertx, Secret url, AlertText text, SystemTrust trust, String node) {
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false);
        trust.bundle().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = vertx.createHttpClient(options);
        this.url = url;
        this.text = text;
        this.node = node;
    }

    /** @param id by which the receiver may know that it has these already */
    Future<Void> tell(String id, List<Alert> alerts) {
        RequestOptions options = new RequestOptions().setAbsoluteURI(url.value())
                .setMethod(HttpMethod.POST)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.USER_AGENT, "ftpcluster")
                .putHeader("Idempotency-Key", id);
        return client.request(options)
                .compose(request -> request.send(body(id, alerts).toBuffer())
                        .compose(Webhook::check)
                        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .onFailure(cause -> request.reset()));
    }

    private static Future<Void> check(HttpClientResponse response) {
        int status = response.statusCode();
        return response.end()
                .compose(end -> status / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture("it answered with status " + status));
    }

    private JsonObject body(String id, List<Alert> alerts) {
        JsonArray all = new JsonArray();
        alerts.forEach(alert -> all.add(text.json(alert)));
        return new JsonObject().put("id", id)
                .put("text", AlertText.lines(alerts))
                .put("node", node)
                .put("url", text.alertsPage().orElse(null))
                .put("alerts", all);
    }
}
