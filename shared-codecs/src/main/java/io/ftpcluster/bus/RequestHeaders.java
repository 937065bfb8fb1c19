package io.ftpcluster.bus;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;

/** How messages carry the {@link RequestContext}, but for its trace, of which Vert.x takes care; what is empty costs nothing. */
final class RequestHeaders {

    private static final String ID = "request-id";
    private static final String USER = "request-user";
    private static final String SERVER = "request-server";

    private RequestHeaders() {}

    static DeliveryOptions addTo(DeliveryOptions options) {
        RequestContext current = RequestContext.current();
        add(options, ID, current.id());
        add(options, USER, current.user());
        add(options, SERVER, current.server());
        return options;
    }

    private static void add(DeliveryOptions options, String name, String value) {
        if (!value.isEmpty()) {
            options.addHeader(name, value);
        }
    }

    /** What runs now is for what the message was sent for. */
    static void attach(MultiMap headers) {
        if (!headers.isEmpty()) {
            TraceSpan trace = RequestContext.current().trace();
            new RequestContext(of(headers, ID), of(headers, USER), of(headers, SERVER), trace).attach();
        }
    }

    private static String of(MultiMap headers, String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }
}
