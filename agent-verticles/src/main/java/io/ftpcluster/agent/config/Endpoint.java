package io.ftpcluster.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a master listens.
 *
 * @param host a name or an address, IPv6 without brackets
 */
public record Endpoint(boolean tls, String host, int port) {

    private static final int MAX_MASTERS = 32;

    /** @throws ConfigException when they aren't 1 to 32 URLs as MASTER_URL has them, separated by commas */
    public static List<Endpoint> parseAll(String text) {
        List<Endpoint> masters = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(Endpoint::parse)
                .distinct()
                .toList();
        if (masters.isEmpty() || masters.size() > MAX_MASTERS) {
            throw new ConfigException("MASTER_URL: must be 1 to " + MAX_MASTERS + " URLs, separated by commas");
        }
        return masters;
    }

    /** @throws ConfigException when it isn't {@code http://host[:port]} or {@code https://host[:port]} */
    static Endpoint parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(text);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        boolean more = url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null
                || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        if ((!tls && !scheme.equals("http")) || url.getHost() == null || more || url.getPort() > 65535) {
            throw wrong(text);
        }
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        int standard = tls ? 443 : 80;
        return new Endpoint(tls, host, url.getPort() < 0 ? standard : url.getPort());
    }

    /** Without what may be a password in it. */
    private static ConfigException wrong(String text) {
        String shown = text.contains("@") ? "one with a user" : text;
        return new ConfigException("MASTER_URL: must be http://host:port or https://host:port, not " + shown);
    }

    /** For the Host header (RFC 9110, 7.2). */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Whether what is sent there stays on this machine. */
    public boolean isLocal() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority();
    }
}
