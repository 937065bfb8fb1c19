package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.config.Network;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Gives each request an id, by which the lines of the log and the entries of the audit trail that it led to are found: the one
 * that a trusted proxy says, or a new one. The response names it.
 */
public final class RequestIds {

    private static final CharSequence HEADER = HttpHeaders.createOptimized("x-request-id");
    /** What balancers make of addresses and numbers, UUIDs and the like. */
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final List<Network> trustedProxies;

    public RequestIds(List<Network> trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    /** Before anything else is done for it. */
    public void assign(HttpServerRequest request) {
        String id = given(request).orElseGet(RequestIds::make);
        TraceSpan trace = RequestContext.current().trace().with("ftpcluster.request_id", id);
        new RequestContext(id, "", "", trace).attach();
        request.response().putHeader(HEADER, id);
    }

    private Optional<String> given(HttpServerRequest request) {
        if (trustedProxies.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = request.headers().getAll(HEADER);
        return all.size() == 1 && WELL_FORMED.matcher(all.getFirst()).matches()
                && ClientAddress.isFromProxy(request, trustedProxies) ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** Nobody gains anything by guessing one. */
    private static String make() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
