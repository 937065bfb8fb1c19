package io.ftpcluster.master.http.request;

import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;

/** What representation the client asks for. {@code *}{@code /*} alone is a script's default, not a wish for a page. */
public final class Negotiation {

    private Negotiation() {}

    /** A browser: it names text/html, and no less than JSON. */
    public static boolean wantsPage(RoutingContext context) {
        return weight(context, "text", "html") > 0
                && weight(context, "text", "html") >= weight(context, "application", "json");
    }

    /** It names JSON, and more than HTML. */
    public static boolean wantsJson(RoutingContext context) {
        return weight(context, "application", "json") > weight(context, "text", "html");
    }

    public static boolean wantsText(RoutingContext context) {
        return weight(context, "text", "plain") > Math.max(weight(context, "application", "json"),
                weight(context, "text", "html"));
    }

    private static float weight(RoutingContext context, String type, String subtype) {
        float best = 0;
        for (MIMEHeader accepted : context.parsedHeaders().accept()) {
            if (type.equalsIgnoreCase(accepted.component()) && subtype.equalsIgnoreCase(accepted.subComponent())) {
                best = Math.max(best, accepted.weight());
            }
        }
        return best;
    }
}
