package io.ftpcluster.master.http.contract;

import io.ftpcluster.master.http.security.SecurityHeaders;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code OPTIONS *}: what the portal as a whole can do (RFC 9110, 9.3.7). No secret, as the contract isn't either. */
public final class ServerOptions implements Handler<HttpServerRequest> {

    private final String allow;

    public ServerOptions(Contract contract) {
        TreeSet<String> methods = contract.operations()
                .stream()
                .map(operation -> operation.method().name())
                .collect(Collectors.toCollection(TreeSet::new));
        methods.add(HttpMethod.HEAD.name());
        methods.add(HttpMethod.OPTIONS.name());
        this.allow = String.join(", ", methods);
    }

    @Override
    public void handle(HttpServerRequest request) {
        SecurityHeaders.putInto(request.response().headers(), request.isSSL());
        request.response().putHeader(HttpHeaders.ALLOW, allow).setStatusCode(204).end();
    }
}
