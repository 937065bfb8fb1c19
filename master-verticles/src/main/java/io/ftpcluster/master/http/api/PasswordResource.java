package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth;
import io.vertx.ext.web.RoutingContext;
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
        operations.on("changePassword", context -> change(Submission.of(context)));
    }

    private void change(Submission form) {
        form.answer(() -> bus.request(Auth.CHANGE_PASSWORD, change(form.context(), form.fields())),
                FormPage.leadingTo("/me/password", FlashMessage.PASSWORD_CHANGED,
                        (context, status, more) -> pages.show(context, status, PAGE, more)));
    }

    private static Auth.ChangePassword change(RoutingContext context, RequestFields fields) {
        var current = fields.secret("current_password");
        var next = fields.secret("new_password");
        fields.check();
        return new Auth.ChangePassword(Caller.of(context).actor(), current, next);
    }
}
