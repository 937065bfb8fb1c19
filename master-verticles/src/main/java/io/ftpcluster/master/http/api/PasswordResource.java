package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth;
import io.vertx.ext.web.RoutingContext;

/** {@code /me/password}: everyone changes their own. */
public final class PasswordResource implements Resource {

    private final Bus bus;
    private final AccountPage page;

    public PasswordResource(Bus bus, AccountPage page) {
        this.bus = bus;
        this.page = page;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("showPassword", page::show);
        operations.on("changePassword", context -> change(Submission.of(context)));
    }

    private void change(Submission form) {
        form.answer(() -> bus.request(Auth.CHANGE_PASSWORD, change(form.context(), form.fields())),
                FormPage.leadingTo("/me", FlashMessage.PASSWORD_CHANGED, page::show));
    }

    private static Auth.ChangePassword change(RoutingContext context, RequestFields fields) {
        var current = fields.secret("current_password");
        var next = fields.secret("new_password");
        fields.check();
        return new Auth.ChangePassword(Caller.of(context).actor(), current, next);
    }
}
