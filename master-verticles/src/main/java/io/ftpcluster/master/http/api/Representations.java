package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The two representations of what a path names: JSON for programs, a page for browsers.
 *
 * @param template the page's
 * @param model the page's
 */
record Representations(Pages pages, String template, Content json, Content model) {

    /** Finds what there is to say. */
    interface Content {
        Future<Map<String, Object>> find(RoutingContext context);
    }

    /** With a page that shows what the JSON says. */
    Representations(Pages pages, String template, Content both) {
        this(pages, template, both, both);
    }

    /** In the one that is asked for. */
    void reply(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            show(context, 200, Map.of());
        } else {
            Replies.when(context, json.find(context), found -> Replies.json(context, 200, found));
        }
    }

    /** The page. */
    void show(RoutingContext context, int status, Map<String, Object> more) {
        Replies.when(context, model.find(context), found -> {
            Map<String, Object> all = new HashMap<>(more);
            all.putAll(found);
            pages.show(context, status, template, all);
        });
    }
}
