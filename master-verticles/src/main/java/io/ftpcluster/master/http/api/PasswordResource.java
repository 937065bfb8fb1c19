package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** {@code /me/password}: everyone changes their own. */
public final class PasswordResource implements Resource {

    private static final String PAGE = "password";

    private final Bus bus;
    private final Pages pages;

    public PasswordResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("showPassword", context -> pages.show(context, 200, PAGE, Map.of()));
        operations.on("changePassword", this::change);
    }

    private void change(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        Future<Done> changed = FormResult.attempt(() -> bus.request(Auth.CHANGE_PASSWORD, change(context, fields)));
        if (fields.fromPage()) {
            FormResult.finish(context, changed, FlashMessage.PASSWORD_CHANGED, done -> "/me/password",
                    outcome -> showAgain(context, outcome));
        } else {
            Replies.when(context, changed, done -> Replies.noContent(context));
        }
    }

    private static Auth.ChangePassword change(RoutingContext context, RequestFields fields) {
        var current = fields.secret("current_password");
        var next = fields.secret("new_password");
        fields.check();
        return new Auth.ChangePassword(Caller.of(context).actor(), current, next);
    }

    private void showAgain(RoutingContext context, FormResult outcome) {
        Map<String, Object> model = new HashMap<>();
        outcome.putInto(model);
        pages.show(context, outcome.status(), PAGE, model);
    }
}
