package io.ftpcluster.master.acme;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Acme;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers plain HTTP beside the portal: the CA, who asks whether the names lead here (RFC 8555, 8.3), and everybody else by where the portal
 * is. One instance on an event loop. Nothing of a request is kept, and each has a connection of its own.
 */
public final class ChallengeVerticle extends VerticleBase {

    private static final Pattern CHALLENGE = Pattern.compile("/\\.well-known/acme-challenge/([A-Za-z0-9_-]{1,255})");
    /** And a query: what may be sent back in a header. */
    private static final Pattern PATH = Pattern.compile("/[!-~]*");
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int IDLE_SECONDS = 10;
    private static final int MOST_CONNECTIONS = 500;
    private static final int DEFAULT_PORT = 443;

    private final Bus bus;
    private final String host;
    private final Config.Acme config;
    private final Supplier<URI> portal;
    private HttpServer server;
    private int connections;

    /**
     * @param host where it listens
     * @param portal where the portal is
     */
    public ChallengeVerticle(Bus bus, String host, Config.Acme config, Supplier<URI> portal) {
        this.bus = bus;
        this.host = host;
        this.config = config;
        this.portal = portal;
    }

    /** Fails with one line for people when it can't listen. */
    @Override
    public Future<?> start() {
        server = vertx.createHttpServer(new HttpServerOptions().setHost(host)
                .setPort(config.httpPort())
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)).connectionHandler(this::count).requestHandler(this::answer);
        return server.listen().recover(this::cannotListen);
    }

    private Future<HttpServer> cannotListen(Throwable cause) {
        if (!(cause instanceof IOException)) {
            return Future.failedFuture(cause);
        }
        String reason = cause.getMessage() == null ? "unknown" : cause.getMessage().replaceFirst("^.*\\): ", "");
        return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE,
                "Can't listen on " + host + " port " + config.httpPort() + " for the CA's questions: " + reason
                        + ". Set FTPCLUSTER_ACME_HTTP_PORT to a port that this portal may use, to which port 80"
                        + " leads.")
                .causedBy(cause));
    }

    private void count(HttpConnection connection) {
        if (connections >= MOST_CONNECTIONS) {
            connection.close();
            return;
        }
        connections++;
        connection.closeHandler(closed -> connections--);
    }

    private void answer(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().setStatusCode(405).putHeader(HttpHeaders.ALLOW, "GET, HEAD").end();
            return;
        }
        Matcher challenge = CHALLENGE.matcher(request.uri());
        if (!challenge.matches()) {
            request.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, location(request)).end();
            return;
        }
        bus.request(Acme.FIND_CHALLENGE, new Acme.FindChallenge(challenge.group(1)))
                .onSuccess(found -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                        .end(found.answer()))
                .onFailure(cause -> request.response().setStatusCode(isUnknown(cause) ? 404 : 503).end());
    }

    private static boolean isUnknown(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.NOT_FOUND;
    }

    /** Under the name that was asked for, if it is one of the portal's. */
    private String location(HttpServerRequest request) {
        URI url = portal.get();
        String asked = request.authority() == null ? "" : request.authority().host().toLowerCase(Locale.ROOT);
        String name = config.domains().contains(asked) ? asked : url.getHost();
        int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
        String path = PATH.matcher(request.uri()).matches() ? request.uri() : "/";
        return "https://" + name + (port == DEFAULT_PORT ? "" : ":" + port) + path;
    }

    @Override
    public Future<?> stop() {
        return server.close();
    }
}
