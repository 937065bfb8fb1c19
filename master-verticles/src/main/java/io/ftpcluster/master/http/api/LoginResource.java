package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.master.http.security.ClientAddress;
import io.ftpcluster.master.http.security.SafeRedirect;
import io.ftpcluster.master.http.security.SessionCookie;
import io.ftpcluster.messages.Auth.LoggedIn;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Sessions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /login} and {@code /logout}: programs get a token, browsers a cookie. */
public final class LoginResource implements Resource {

    private static final String AFTERWARDS = "/dashboard";
    private static final int MAX_USER_AGENT = 256;

    private final Bus bus;
    private final Pages pages;
    private final SessionCookie cookie;

    public LoginResource(Bus bus, Pages pages, SessionCookie cookie) {
        this.bus = bus;
        this.pages = pages;
        this.cookie = cookie;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("showLogin", this::show);
        operations.on("login", this::login);
        operations.on("logout", this::logout);
    }

    private void show(RoutingContext context) {
        String next = context.queryParams().get("next");
        pages.show(context, 200, "login", Map.of("next", SafeRedirect.orElse(next, AFTERWARDS)));
    }

    private void login(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        boolean byForm = fields.isForm() && !Negotiation.wantsJson(context);
        String next = SafeRedirect.orElse(fields.optionalText("next"), AFTERWARDS);
        Future<LoggedIn> login = Submission.attempt(() -> bus.request(Auth.LOGIN, attempt(context, fields, byForm)));
        Future<LoggedIn> done = login.map(loggedIn -> {
            cookie.set(context, loggedIn.token(), loggedIn.expiresAt());
            if (byForm) {
                Replies.seeOther(context, next);
            } else {
                Replies.json(context, 200, view(loggedIn));
            }
            return loggedIn;
        });
        done.onFailure(cause -> {
            if (byForm && cause instanceof FailureException known && known.failure().code() != FailureCode.INTERNAL) {
                showAgain(context, known.failure(), next, fields);
            } else {
                context.fail(cause);
            }
        });
    }

    private static Auth.Login attempt(RoutingContext context, RequestFields fields, boolean byForm) {
        var username = fields.text("username");
        var password = fields.secret("password");
        fields.check();
        String agent = context.request().getHeader(HttpHeaders.USER_AGENT);
        String shortened = agent != null && agent.length() > MAX_USER_AGENT
                ? agent.substring(0, MAX_USER_AGENT)
                : agent;
        return new Auth.Login(username, password, ClientAddress.of(context).address(), shortened,
                byForm ? Sessions.Kind.COOKIE : Sessions.Kind.BEARER);
    }

    private void showAgain(RoutingContext context, Failure failure, String next, RequestFields fields) {
        if (failure.retryAfterSeconds() > 0) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(failure.retryAfterSeconds()));
        }
        Map<String, Object> model = new HashMap<>(fields.typed());
        model.put("next", next);
        model.put("error", failure.detail());
        pages.show(context, Problems.statusOf(failure.code()), "login", model);
    }

    private void logout(RoutingContext context) {
        Caller caller = Caller.of(context);
        // With Basic there is no session to end.
        Future<Done> ended = caller.principal().method().sessionId().isEmpty()
                ? Future.succeededFuture(Done.DONE)
                : bus.request(Auth.LOGOUT, new Auth.Logout(caller.actor()));
        Replies.when(context, ended, done -> {
            cookie.clear(context);
            if (RequestFields.isForm(context) || Negotiation.wantsPage(context)) {
                Replies.seeOther(context, "/login");
            } else {
                Replies.noContent(context);
            }
        });
    }

    private static Map<String, Object> view(LoggedIn loggedIn) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("token", loggedIn.token().value());
        view.put("expires_at", loggedIn.expiresAt().toString());
        view.put("user", Views.user(loggedIn.user()));
        return view;
    }
}
