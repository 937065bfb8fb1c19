package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.NodeHeader;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Auth.Principal;
import io.ftpcluster.messages.Auth;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds out who calls and whether they may call the operation. A browser without a session is sent to the login. */
public final class Authentication {

    private final Bus bus;
    private final NodeHeader node;

    /** @param node is told to those who are known only */
    public Authentication(Bus bus, NodeHeader node) {
        this.bus = bus;
        this.node = node;
    }

    /** Passes the request on with its {@link Caller}, or fails it; its body waits until then. */
    public void check(RoutingContext context, Access access) {
        context.request().pause();
        if (access == Access.ANYONE) {
            recognize(context, context::next);
            return;
        }
        if (access == Access.ENROLMENT) {
            EnrolmentSecret.require(context);
            context.next();
            return;
        }
        if (access == Access.SERVER) {
            checkServer(context);
            return;
        }
        Optional<Credentials> credentials = Credentials.of(context.request());
        if (credentials.isEmpty()) {
            refuse(context, Failure.of(FailureCode.UNAUTHENTICATED, "Log in first.").exception());
            return;
        }
        String remoteAddress = ClientAddress.of(context).address();
        verify(credentials.get(), remoteAddress).onSuccess(principal -> {
            know(context, new Caller(principal, remoteAddress));
            admit(context, principal, access);
        }).onFailure(cause -> refuse(context, cause));
    }

    private void know(RoutingContext context, Caller caller) {
        caller.attachTo(context);
        nameNode(context);
    }

    private void nameNode(RoutingContext context) {
        if (!context.response().headWritten()) {
            node.putInto(context.response());
        }
    }

    private void checkServer(RoutingContext context) {
        Secret token = Credentials.bearer(context.request()).orElse(null);
        bus.request(Agents.VERIFY_TOKEN, new Agents.VerifyToken(token, ClientAddress.of(context).address()))
                .onSuccess(agent -> {
                    AuthenticatedAgent.attach(context, agent);
                    nameNode(context);
                    context.next();
                })
                .onFailure(context::fail);
    }

    /** Open pages show who is logged in, too. Whoever isn't, or not any more, sees them as a stranger. */
    public void recognize(RoutingContext context, Runnable then) {
        HttpServerRequest request = context.request();
        boolean page = request.method().equals(HttpMethod.GET) && Negotiation.wantsPage(context);
        Optional<Credentials> cookie = page && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                ? Credentials.of(request)
                : Optional.empty();
        if (cookie.isEmpty()) {
            then.run();
            return;
        }
        String remoteAddress = ClientAddress.of(context).address();
        verify(cookie.get(), remoteAddress).onSuccess(principal -> know(context, new Caller(principal, remoteAddress)))
                .onComplete(done -> then.run());
    }

    private Future<Principal> verify(Credentials credentials, String remoteAddress) {
        return switch (credentials) {
            case Credentials.Token(var token) -> bus.request(Auth.VERIFY_TOKEN, new Auth.VerifyToken(token));
            case Credentials.Password(var username, var password) ->
                bus.request(Auth.VERIFY_PASSWORD, new Auth.VerifyPassword(username, password, remoteAddress));
        };
    }

    private static void admit(RoutingContext context, Principal principal, Access access) {
        if (access == Access.ADMIN && !principal.isAdmin()) {
            context.fail(Failure.forbidden("Only an admin may do that.").exception());
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context, Throwable cause) {
        boolean stranger = cause instanceof FailureException known
                && known.failure().code() == FailureCode.UNAUTHENTICATED;
        boolean mayLogIn = context.request().getHeader(HttpHeaders.AUTHORIZATION) == null;
        if (stranger && mayLogIn && Negotiation.wantsPage(context)) {
            Replies.seeOther(context, loginPage(context));
        } else {
            context.fail(cause);
        }
    }

    /** Only what can be repeated is worth coming back to. */
    private static String loginPage(RoutingContext context) {
        boolean repeatable = context.request().method().equals(HttpMethod.GET);
        String here = context.request().uri();
        return repeatable && SafeRedirect.isSafe(here)
                ? "/login?next=" + URLEncoder.encode(here, StandardCharsets.UTF_8)
                : "/login";
    }
}
