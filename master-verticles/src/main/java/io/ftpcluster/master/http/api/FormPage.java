package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.page.FlashMessage;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;

/**
 * The page that a form is on, as far as the form needs it.
 *
 * @param notice is shown on the next page when it worked
 * @param next where the browser goes then
 * @param again the page itself, for when it didn't
 */
record FormPage<T>(FlashMessage notice, Function<T, String> next, Page again) {

    /** Shows itself with what a form adds to its model. */
    interface Page {
        void show(RoutingContext context, int status, Map<String, Object> more);
    }

    /** One that leads to the same page whatever came of it. */
    static <T> FormPage<T> leadingTo(String path, FlashMessage notice, Page again) {
        return new FormPage<>(notice, result -> path, again);
    }
}
