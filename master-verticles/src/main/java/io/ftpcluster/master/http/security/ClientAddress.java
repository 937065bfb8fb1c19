package io.ftpcluster.master.http.security;

import io.ftpcluster.master.config.Network;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a request comes from: the connection's other end, unless that is a proxy that we trust and says for whom it asks.
 *
 * @param address the client's IP address
 * @param https whether the client speaks HTTPS, be it with a proxy
 */
public record ClientAddress(String address, boolean https) {

    private static final String KEY = "ftpcluster.client-address";
    private static final String UNKNOWN = "-";
    /** A chain of proxies has two or three; who writes more wants us to be busy. */
    private static final int MOST_HOPS = 32;

    /** Finds it out for each request; to be asked before anything else. */
    public static Handler<RoutingContext> finder(List<Network> trustedProxies) {
        return context -> {
            if (!trustedProxies.isEmpty()) {
                context.put(KEY, find(context.request(), trustedProxies));
            }
            context.next();
        };
    }

    public static ClientAddress of(RoutingContext context) {
        ClientAddress found = context.get(KEY);
        return found == null ? connection(context.request()) : found;
    }

    /** Whether one of these proxies made the connection. */
    public static boolean isFromProxy(HttpServerRequest request, List<Network> trustedProxies) {
        return Network.address(connection(request).address())
                .filter(address -> isTrusted(address, trustedProxies))
                .isPresent();
    }

    private static ClientAddress connection(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        return new ClientAddress(address == null ? UNKNOWN : address, request.isSSL());
    }

    private static ClientAddress find(HttpServerRequest request, List<Network> trusted) {
        ClientAddress peer = connection(request);
        Optional<InetAddress> proxy = Network.address(peer.address()).filter(address -> isTrusted(address, trusted));
        return proxy.isEmpty()
                ? peer
                : new ClientAddress(client(proxy.get(), hops(request), trusted).getHostAddress(), https(request, peer));
    }

    /**
     * Each proxy appends whom it was asked by, so only what is right of the first stranger was written by those whom we
     * trust. What can't be read ends the search at the last one that could.
     */
    private static InetAddress client(InetAddress proxy, String[] hops, List<Network> trusted) {
        InetAddress last = proxy;
        int end = Math.max(0, hops.length - MOST_HOPS);
        for (int i = hops.length - 1; i >= end && isTrusted(last, trusted); i--) {
            Optional<InetAddress> hop = Network.address(withoutPort(hops[i].strip()));
            if (hop.isEmpty()) {
                break;
            }
            last = hop.get();
        }
        return last;
    }

    private static String[] hops(HttpServerRequest request) {
        String all = String.join(",", request.headers().getAll("X-Forwarded-For"));
        return all.isBlank() ? new String[0] : all.split(",", -1);
    }

    /** Some balancers add the port: 192.0.2.1:4711, [2001:db8::1]:4711. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            return hop.substring(1, Math.max(1, hop.indexOf(']')));
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    /** The last word is the nearest proxy's; without one, or with another than these two, the connection's. */
    private static boolean https(HttpServerRequest request, ClientAddress peer) {
        String all = String.join(",", request.headers().getAll("X-Forwarded-Proto"));
        return switch (all.substring(all.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> false;
            default -> peer.https();
        };
    }

    private static boolean isTrusted(InetAddress address, List<Network> trusted) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }
}
