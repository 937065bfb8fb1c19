package io.ftpcluster.master.node;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.PasswordHasher;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.page.PageEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does once what the first visitors would wait for, before the node says that it is ready: pages are parsed, and then asked
 * for, as the first ones load and link the rest of their classes on an event loop, where everybody behind them waits on a busy
 * machine. Takes {@link #LIMIT} at most, and stops no start. Then, as that takes a processor for half a second, a password is hashed
 * while the node is ready already, so that the code is compiled.
 */
final class WarmUp {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    /** What they answer to a stranger: pages, JSON, a problem, a page that sends him elsewhere. None is in the trail. */
    private static final List<String> PATHS = List.of("/login", "/docs", "/openapi.json", "/health/ready",
            "/dashboard");

    private final Future<?> parsed;

    private WarmUp(Future<?> parsed) {
        this.parsed = parsed;
    }

    /** Begins to parse pages, while other parts start. */
    static WarmUp begin(Vertx vertx, FreeMarkerTemplateEngine engine) {
        return new WarmUp(vertx.executeBlocking(() -> {
            PageEngine.preload(engine);
            return null;
        }, false));
    }

    /** @param port where HTTP was bound */
    void finish(Vertx vertx, Config.Http http, int port, PasswordHasher hasher) {
        // It asks itself, and tells nobody anything: whose certificate it is doesn't matter.
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setSsl(http.isEncrypted()).setTrustAll(true).setVerifyHost(false));
        Future<?> asked = parsed;
        for (String path : PATHS) {
            asked = asked.compose(before -> get(client,
                    new RequestOptions().setMethod(HttpMethod.GET)
                            .setHost(reachable(http.host()))
                            .setPort(port)
                            .setURI(path)
                            .putHeader("Accept", "text/html")));
        }
        try {
            asked.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException busy) {
            // Nobody can do anything about it, and it says nothing of the portal.
            LOG.debug("Not warm within {} s, so the first visitors may wait a little", LIMIT.toSeconds());
        } catch (RuntimeException e) {
            LOG.info("The first visitors may wait a little: {}", e.getMessage());
        } finally {
            client.close();
        }
        hasher.hash(new Secret(UUID.randomUUID().toString()))
                .onFailure(e -> LOG.info("The first login may wait a little: {}", e.getMessage()));
    }

    private static Future<Buffer> get(HttpClient client, RequestOptions options) {
        return client.request(options).compose(request -> request.send()).compose(HttpClientResponse::body);
    }

    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }
}
