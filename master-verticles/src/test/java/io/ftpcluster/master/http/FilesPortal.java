package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.body.BodyDrainer;
import io.ftpcluster.master.http.body.BodyReader;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth.Principal;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Users;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Just enough of a portal to reach one resource: routes for its operations, a caller by header, failures as statuses. */
public final class FilesPortal implements AutoCloseable {

    private static final Map<String, HttpMethod> METHODS = Map.of("listServersOfUser", HttpMethod.GET, "getFile",
            HttpMethod.GET, "headFile", HttpMethod.HEAD, "putFile", HttpMethod.PUT, "deleteFile", HttpMethod.DELETE,
            "archiveFolder", HttpMethod.POST, "makeFolder", HttpMethod.MKCOL, "moveFile", HttpMethod.MOVE);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Promise<Void> whenClosed = Promise.promise();
    private HttpServer server;

    public Vertx vertx() {
        return vertx;
    }

    public Bus bus() {
        return bus;
    }

    public int port() {
        return server.actualPort();
    }

    public void start(Function<FilesPortal, Resource> resource) {
        Router router = Router.router(vertx);
        resource.apply(this).bind((id, handler) -> {
            if (id.equals("putFile")) {
                router.put("/ftp/*").handler(FilesPortal::holdBody).handler(FilesPortal::logIn).handler(handler);
            } else if (id.equals("archiveFolder")) {
                router.post("/ftp/*").handler(new BodyReader()).handler(FilesPortal::logIn).handler(handler);
            } else if (id.equals("listServersOfUser")) {
                router.route(METHODS.get(id), "/ftp/:username/").handler(FilesPortal::logIn).handler(handler);
            } else {
                router.route(METHODS.get(id), "/ftp/*").handler(FilesPortal::logIn).handler(handler);
            }
        });
        router.route().failureHandler(FilesPortal::answerFailure);
        server = vertx
                .createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(true).setHost("127.0.0.1").setPort(0))
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(closed -> whenClosed.tryComplete());
                })
                .requestHandler(router)
                .listen()
                .await();
    }

    public int connections() {
        return connections.get();
    }

    /** Completes {@code gone} when the next connection has closed, after its request was told. */
    public void whenConnectionCloses(Promise<Void> gone) {
        whenClosed = gone;
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** As for every operation whose body the contract calls streamed. */
    private static void holdBody(RoutingContext context) {
        context.request().pause();
        context.next();
    }

    /** Everybody is ann, or whom the header {@code X-Caller} names; root is an admin. */
    private static void logIn(RoutingContext context) {
        String given = context.request().getHeader("X-Caller");
        String name = given == null ? "ann" : given;
        Users.Role role = name.equals("root") ? Users.Role.ADMIN : Users.Role.USER;
        Users.User user = new Users.User("id-" + name, name, role, Instant.EPOCH);
        new Caller(new Principal(user, AuthenticationMethod.PASSWORD), "127.0.0.1").attachTo(context);
        context.next();
    }

    private static void answerFailure(RoutingContext context) {
        int status = switch (context.failure()) {
            case FailureException known -> Problems.statusOf(known.failure().code());
            case HttpException known -> known.getStatusCode();
            case null, default -> 500;
        };
        BodyDrainer.discard(context);
        String text = context.failure() instanceof HttpException known
                ? known.getPayload()
                : String.valueOf(context.failure());
        context.response()
                .setStatusCode(status)
                .putHeader("X-Failure", String.valueOf(text).replaceAll("[^ -~]", "?"))
                .end("failure " + status);
    }
}
