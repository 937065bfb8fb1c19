package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.master.http.security.SafeRedirect;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.User;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** {@code /sessions}: who is logged in from where, and how that ends; admins see and end everyone's, users their own. */
public final class SessionsResource implements Resource {

    private static final String LIST_PAGE = "/sessions";
    private static final int SHOWN = 100;
    private static final String USER = "user";
    private static final String OTHERS = "others";

    private final Bus bus;
    private final AccountPage account;
    private final Representations all;

    public SessionsResource(Bus bus, Pages pages, AccountPage account) {
        this.bus = bus;
        this.account = account;
        this.all = new Representations(pages, "sessions", context -> list(context, SessionViews::list),
                context -> list(context, SessionViews::ofPage));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listSessions", all::reply);
        operations.on("endSession", context -> Replies.when(context, end(context), done -> Replies.noContent(context)));
        operations.on("endSessions", context -> Replies.when(context, Submission.attempt(() -> endAll(context)),
                revoked -> Replies.json(context, 200, Map.of("ended", revoked.count()))));
        operations.on("endSessionByForm", this::endByForm);
        operations.on("endSessionsByForm", this::endAllByForm);
    }

    private Future<Map<String, Object>> list(RoutingContext context,
            BiFunction<RoutingContext, Sessions.SessionList, List<Map<String, Object>>> views) {
        return Submission.attempt(() -> find(context)).map(found -> Map.of("sessions", views.apply(context, found)));
    }

    private Future<Sessions.SessionList> find(RoutingContext context) {
        int limit = QueryFields.number(context, "limit", 1, Sessions.FindAll.MAX).orElse(SHOWN);
        Caller caller = Caller.of(context);
        String whose = context.queryParams().get(USER);
        if (whose == null && !caller.principal().isAdmin()) {
            whose = caller.principal().user().id();
        }
        requireOwn(caller, whose, "Only an admin sees the sessions of others.");
        return bus.request(Sessions.LIST, new Sessions.FindAll(whose, limit));
    }

    private Future<Done> end(RoutingContext context) {
        return bus.request(Sessions.REVOKE, new Sessions.Revoke(Caller.of(context).actor(), context.pathParam("id")));
    }

    private Future<Sessions.Revoked> endAll(RoutingContext context) {
        Caller caller = Caller.of(context);
        boolean others = QueryFields.flag(context, OTHERS);
        String whose = context.queryParams().get(USER);
        // Nobody is to be logged out because a word was forgotten.
        if (whose == null && !others) {
            throw Failure.invalid(USER, "say whose, or others=true for your own other ones").exception();
        }
        requireOwn(caller, whose, "Only an admin may end the sessions of others.");
        return bus.request(Sessions.REVOKE_ALL, new Sessions.RevokeAll(caller.actor(),
                whose == null ? caller.principal().user().id() : whose, others ? SessionViews.current(context) : null));
    }

    private static void requireOwn(Caller caller, String whose, String refusal) {
        User user = caller.principal().user();
        boolean own = whose == null || whose.equalsIgnoreCase(user.username()) || whose.equals(user.id());
        if (!own && !caller.principal().isAdmin()) {
            throw Failure.forbidden(refusal).exception();
        }
    }

    private void endByForm(RoutingContext context) {
        Submission form = Submission.of(context);
        FormPage<Done> page = page(form, FlashMessage.SESSION_ENDED);
        form.deleteOnly(checked -> checked.answer(() -> end(context), page));
    }

    private void endAllByForm(RoutingContext context) {
        Submission form = Submission.of(context);
        FormPage<Done> page = page(form, FlashMessage.SESSIONS_ENDED);
        form.deleteOnly(checked -> checked.answer(() -> endAll(context).map(Done.DONE), page));
    }

    /** Whoever did it on the page of their own account is sent back there. */
    private FormPage<Done> page(Submission form, FlashMessage said) {
        String next = SafeRedirect.orElse(form.fields().optionalText("next"), LIST_PAGE);
        return FormPage.leadingTo(next, said, next.equals("/me") ? account::show : all::show);
    }
}
