package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.security.SafeRedirect;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;

/** {@code /me/preferences}: how everyone's own pages look. */
public final class PreferencesResource implements Resource {

    private static final String PAGE = "/me";

    private final Bus bus;
    private final AccountPage page;

    public PreferencesResource(Bus bus, AccountPage page) {
        this.bus = bus;
        this.page = page;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("changePreferences", context -> change(Submission.of(context)));
    }

    private void change(Submission form) {
        String next = SafeRedirect.orElse(form.fields().optionalText("next"), PAGE);
        form.answer(() -> store(form), FormPage.leadingTo(next, FlashMessage.PREFERENCES_SAVED, page::show));
    }

    private Future<Done> store(Submission form) {
        RequestFields fields = form.fields();
        var theme = fields.optionalChoice("theme", Users.Theme.class);
        fields.check();
        return bus.request(Users.STORE_PREFERENCES, new Users.StorePreferences(form.actor(), theme)).map(Done.DONE);
    }
}
