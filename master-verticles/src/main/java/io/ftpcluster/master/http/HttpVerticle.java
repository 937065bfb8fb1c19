package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.body.BodyDeadline;
import io.ftpcluster.master.http.body.UnpooledBodyHandler;
import io.ftpcluster.master.http.connections.ConnectionGuard;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.ContractRoutes;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.contract.ServerOptions;
import io.ftpcluster.master.http.framing.Http1Framing;
import io.ftpcluster.master.http.framing.Http2Framing;
import io.ftpcluster.master.http.framing.LastResponse;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.response.NodeHeader;
import io.ftpcluster.master.http.security.Authentication;
import io.ftpcluster.master.http.security.ClientAddress;
import io.ftpcluster.master.http.security.CrossSite;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.master.http.security.PathGuard;
import io.ftpcluster.master.http.security.RequestIds;
import io.ftpcluster.master.http.security.SecurityHeaders;
import io.ftpcluster.master.http.tls.PortalCertificate;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Answers HTTP on an event loop; several instances share one port. Its start ends when it listens, or fails when the
 * port is taken or the contract and the resources don't match.
 */
public final class HttpVerticle extends VerticleBase {

    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;
    /** Pieces of a body that is being received; each costs a wake-up of whoever takes it. */
    private static final int MAX_CHUNK = 128 * 1024;
    /** For the other end's goodbye. */
    private static final int WEBSOCKET_CLOSING_SECONDS = 5;
    /** Vert.x then chooses one port for all instances of the deployment; 0 would give each its own. */
    private static final int ANY_SHARED_PORT = -1;

    private final Config.Http config;
    private final Duration drain;
    private final Lifecycle lifecycle;
    private final Contract contract;
    private final Bus bus;
    private final Pages pages;
    private final List<Resource> resources;
    private final IntConsumer listening;
    private final Duration bodyTime;
    private final Optional<PortalCertificate> shared;
    private HttpServer server;

    /**
     * @param drain how long requests in flight may go on when this stops; no new ones are taken meanwhile
     * @param resources together they must answer the whole contract; shared by all instances, so safe for any thread
     * @param listening is told the port that was bound, by each instance, before its start ends
     * @param certificate of HTTPS, shared by all instances; empty: that of the files in the configuration, if any, which stays
     */
    public HttpVerticle(Config.Http config, Duration drain, Lifecycle lifecycle, Contract contract, Bus bus,
            Pages pages, List<Resource> resources, IntConsumer listening, Optional<PortalCertificate> certificate) {
        this(config, drain, lifecycle, contract, bus, pages, resources, listening, certificate, BodyDeadline.USUAL);
    }

    /** With a certificate that stays. */
    public HttpVerticle(Config.Http config, Duration drain, Lifecycle lifecycle, Contract contract, Bus bus,
            Pages pages, List<Resource> resources, IntConsumer listening) {
        this(config, drain, lifecycle, contract, bus, pages, resources, listening, Optional.empty(),
                BodyDeadline.USUAL);
    }

    /** @param bodyTime how long a body that is read whole may take */
    HttpVerticle(Config.Http config, Duration drain, Lifecycle lifecycle, Contract contract, Bus bus, Pages pages,
            List<Resource> resources, IntConsumer listening, Duration bodyTime) {
        this(config, drain, lifecycle, contract, bus, pages, resources, listening, Optional.empty(), bodyTime);
    }

    private HttpVerticle(Config.Http config, Duration drain, Lifecycle lifecycle, Contract contract, Bus bus,
            Pages pages, List<Resource> resources, IntConsumer listening, Optional<PortalCertificate> certificate,
            Duration bodyTime) {
        this.shared = certificate;
        this.bodyTime = bodyTime;
        this.config = config;
        this.drain = drain;
        this.lifecycle = lifecycle;
        this.contract = contract;
        this.bus = bus;
        this.pages = pages;
        this.resources = List.copyOf(resources);
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        Router router = router();
        RequestIds ids = new RequestIds(config.edge().trustedProxies());
        Handler<HttpServerRequest> allowed = new ServerOptions(contract);
        HttpServerOptions options = options();
        // One that stays must not be kept: Vert.x 5.0 overflows its stack when instances that share a port update it at once.
        shared.or(() -> config.tls().map(tls -> PortalCertificate.load(vertx, tls)))
                .ifPresent(one -> one.configure(options));
        server = vertx.createHttpServer(options).requestHandler(request -> {
            ids.assign(request);
            LastResponse.watch(request);
            answerBrokenChunks(request);
            if (request.method().equals(HttpMethod.OPTIONS) && "*".equals(request.uri())) {
                allowed.handle(request);
            } else {
                router.handle(request);
            }
        }).connectionHandler(HttpVerticle::guard).invalidRequestHandler(request -> {
            ids.assign(request);
            Problems.refuseUnreadable(request);
        });
        return server.listen()
                .onSuccess(bound -> listening.accept(bound.actualPort()))
                .recover(this::cannotListen)
                .compose(bound -> shared.map(one -> one.keep(bound, options)).orElseGet(Future::succeededFuture));
    }

    /** Until somebody reads the body, who then answers; no other body can be broken than by the connection's end. */
    private static void answerBrokenChunks(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            request.exceptionHandler(cause -> Problems.refuseBroken(request, cause));
        }
    }

    private static void guard(HttpConnection connection) {
        UnpooledBodyHandler.onlyFor(connection);
        ConnectionGuard.begin(connection);
        Http1Framing.guard(connection, MAX_LINE, MAX_HEADERS);
        Http2Framing.guard(connection);
    }

    /** In the operator's words: the system's own don't say which address it was. */
    private Future<HttpServer> cannotListen(Throwable cause) {
        if (!(cause instanceof IOException)) {
            return Future.failedFuture(cause);
        }
        String reason = cause instanceof UnknownHostException ? "the host name is not known" : said(cause.getMessage());
        return Future.failedFuture(Failure
                .of(FailureCode.UNAVAILABLE,
                        "Can't listen on " + config.host() + " port " + config.port() + ": " + reason
                                + ". Choose another host or port.")
                .causedBy(cause));
    }

    /** Without the name of the system call that failed and its number. */
    private static String said(String message) {
        return message == null ? "unknown" : message.replaceFirst("^.*\\): ", "");
    }

    @Override
    public Future<?> stop() {
        shared.ifPresent(one -> one.release(server));
        return server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route()
                .handler(new BodyDeadline(bodyTime))
                .handler(ConnectionGuard::boundAnswers)
                .handler(ClientAddress.finder(config.edge().trustedProxies()))
                .handler(lifecycle::closeConnectionsAtTheEnd)
                .handler(new SecurityHeaders())
                .handler(new PathGuard())
                .failureHandler(new Problems(pages));
        ContractRoutes routes = new ContractRoutes(contract);
        resources.forEach(resource -> resource.bind(routes));
        routes.mountOn(router, new CrossSite(new OwnOrigin(config.publicUrl())),
                new Authentication(bus, new NodeHeader(pages.nodeName())), bus.slowLog());
        return router;
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions().setHost(config.host())
                .setPort(config.port() == 0 ? ANY_SHARED_PORT : config.port())
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_CHUNK)
                .setIdleTimeout((int) config.idle().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false);
        agentLinks(options);
        return options;
    }

    /** Ten thousand links must cost little: no compression, which keeps buffers for each of them. */
    private static void agentLinks(HttpServerOptions options) {
        // A frame that is only somewhat too large is then refused with a reason before its connection ends.
        options.setWebSocketSubProtocols(List.of(Protocol.SUBPROTOCOL))
                .setMaxWebSocketFrameSize(2 * Protocol.MAX_FRAME)
                .setMaxWebSocketMessageSize(2 * Protocol.MAX_FRAME)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(WEBSOCKET_CLOSING_SECONDS);
    }
}
