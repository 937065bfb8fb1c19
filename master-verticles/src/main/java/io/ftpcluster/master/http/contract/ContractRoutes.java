package io.ftpcluster.master.http.contract;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.http.body.BodyDrainer;
import io.ftpcluster.master.http.body.BodyReader;
import io.ftpcluster.master.http.body.NoBody;
import io.ftpcluster.master.http.request.PercentCoding;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Authentication;
import io.ftpcluster.master.http.security.CrossSite;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the routes from the contract, so that neither has something that the other lacks: a handler without operation
 * and an operation without handler both stop the start.
 */
public final class ContractRoutes implements Resource.Operations {

    private final Map<String, Contract.Operation> operations;
    private final Map<String, Handler<RoutingContext>> handlers = new LinkedHashMap<>();

    public ContractRoutes(Contract contract) {
        this.operations = contract.operations()
                .stream()
                .collect(Collectors.toMap(Contract.Operation::id, operation -> operation, (a, b) -> {
                    throw new IllegalStateException("The contract has two operations " + a.id());
                }, LinkedHashMap::new));
    }

    @Override
    public void on(String operationId, Handler<RoutingContext> handler) {
        if (!operations.containsKey(operationId)) {
            throw new IllegalStateException("The contract has no operation " + operationId);
        }
        if (handlers.putIfAbsent(operationId, handler) != null) {
            throw new IllegalStateException("Two handlers for the operation " + operationId);
        }
    }

    public void mountOn(Router router, CrossSite crossSite, Authentication authentication, SlowLog slow) {
        Set<String> missing = new TreeSet<>(operations.keySet());
        missing.removeAll(handlers.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Operations of the contract without a handler: " + missing);
        }
        Map<String, Set<String>> allowed = allowedMethods();
        for (Contract.Operation operation : operations.values()) {
            Route route = route(router, operation);
            methods(operation, allowed.get(operation.path())).forEach(route::method);
            route.handler(context -> {
                time(context, operation, slow);
                name(RequestContext.current().trace(), context.request().method(), operation);
                readParameters(context, operation);
            })
                    .handler(crossSite)
                    .handler(context -> authentication.check(context, operation.access()))
                    .handler(ContractRoutes::unlessAnswered);
            if (!operation.streamsBody()) {
                route.handler(operation.hasBody() ? new BodyReader() : new NoBody());
            }
            route.handler(handlers.get(operation.id()));
        }
        for (Contract.Operation operation : operations.values()) {
            String options = Stream.concat(allowed.get(operation.path()).stream(), Stream.of("OPTIONS"))
                    .sorted()
                    .collect(Collectors.joining(", "));
            route(router, operation).method(HttpMethod.OPTIONS).handler(context -> showMethods(context, options));
            String allow = String.join(", ", allowed.get(operation.path()));
            route(router, operation).handler(context -> refuseMethod(context, allow));
        }
        router.route().handler(context -> {
            context.request().pause();
            authentication.recognize(context, () -> context.fail(404));
        });
    }

    /** Until the answer begins. Of an upload it comes when the client has sent all, however slowly it did. */
    private static void time(RoutingContext context, Contract.Operation operation, SlowLog slow) {
        if (!operation.streamsBody()) {
            long begun = System.nanoTime();
            context.addHeadersEndHandler(headers -> slow.over(begun, "HTTP", operation.id()));
        }
    }

    /** By the route: a path may be secret, and there are too many of them. */
    private static void name(TraceSpan span, HttpMethod method, Contract.Operation operation) {
        if (span != TraceSpan.NONE) {
            span.rename(method + " " + operation.path());
            span.with("http.route", operation.path()).with("ftpcluster.operation", operation.id());
        }
    }

    private static Route route(Router router, Contract.Operation operation) {
        return router.routeWithRegex(operation.pattern().pattern()).useNormalizedPath(false);
    }

    /**
     * Decoded once from the path as it was sent; Vert.x takes a raw byte of UTF-8 for a Latin-1 character. The
     * {@code PathGuard} has refused what isn't UTF-8, except in the names of files.
     */
    private static void readParameters(RoutingContext context, Contract.Operation operation) {
        Matcher matcher = operation.pattern().matcher(context.request().path());
        List<String> names = operation.parameters();
        if (matcher.matches()) {
            for (int i = 0; i < names.size(); i++) {
                String encoded = matcher.group(i + 1);
                if (encoded != null) {
                    context.pathParams().put(names.get(i), PercentCoding.decodeRaw(encoded));
                }
            }
        }
        context.next();
    }

    /** By path; HEAD is allowed wherever GET is (RFC 9110, 9.1). */
    private Map<String, Set<String>> allowedMethods() {
        Map<String, Set<String>> byPath = new LinkedHashMap<>();
        for (Contract.Operation operation : operations.values()) {
            Set<String> methods = byPath.computeIfAbsent(operation.path(), path -> new TreeSet<>());
            methods.add(operation.method().name());
            if (operation.method().equals(HttpMethod.GET)) {
                methods.add(HttpMethod.HEAD.name());
            }
        }
        return byPath;
    }

    private List<HttpMethod> methods(Contract.Operation operation, Set<String> allowedThere) {
        boolean ownHead = operations.values()
                .stream()
                .anyMatch(other -> other.path().equals(operation.path()) && other.method().equals(HttpMethod.HEAD));
        if (operation.method().equals(HttpMethod.GET) && !ownHead && allowedThere.contains("HEAD")) {
            return List.of(HttpMethod.GET, HttpMethod.HEAD);
        }
        return List.of(operation.method());
    }

    /** Its body has turned out to be broken while it was looked up who asks. */
    private static void unlessAnswered(RoutingContext context) {
        if (!context.response().ended()) {
            context.next();
        }
    }

    /** For anybody: the contract says it too (RFC 9110, 9.3.7). There is no DAV header, as that is another promise. */
    private static void showMethods(RoutingContext context, String allow) {
        BodyDrainer.discard(context);
        context.response().putHeader(HttpHeaders.ALLOW, allow);
        Replies.noContent(context);
    }

    private static void refuseMethod(RoutingContext context, String allow) {
        context.response().putHeader("Allow", allow);
        context.fail(new HttpException(405, "This path takes " + allow + "."));
    }
}
