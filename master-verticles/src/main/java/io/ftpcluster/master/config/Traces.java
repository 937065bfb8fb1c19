package io.ftpcluster.master.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where traces are sent by OTLP.
 *
 * @param endpoint of the collector; its path for traces is below it
 * @param headers of each request to it, such as one with a token
 * @param share of the requests that have a trace, from 0 to 1, where whoever asked didn't decide that
 */
public record Traces(URI endpoint, Map<String, Secret> headers, double share) {

    private static final Pattern HEADER = Pattern.compile("\\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)=(\\p{Print}+)");

    public Traces {
        headers = Map.copyOf(headers);
    }

    /** Empty: none are made. */
    static Optional<Traces> read(ConfigSources settings) {
        Map<String, Secret> headers = settings.find(Variable.OTLP_HEADERS).map(Traces::headers).orElse(Map.of());
        double share = share(settings.get(Variable.OTLP_SAMPLE));
        return settings.find(Variable.OTLP_ENDPOINT).map(given -> new Traces(endpoint(given), headers, share));
    }

    private static URI endpoint(Given given) {
        URI url;
        try {
            url = new URI(given.text().strip());
        } catch (URISyntaxException e) {
            throw given.wrong("must be a URL such as http://127.0.0.1:4318", e);
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        if (!http || url.getHost() == null || !bare || url.getPort() > 65535) {
            // It isn't shown: someone may have put a token into it.
            throw given.wrong(
                    "must be http:// or https:// with a host, perhaps a port and a path, and nothing else, such as"
                            + " http://127.0.0.1:4318; a token belongs into " + Variable.OTLP_HEADERS.key());
        }
        return url;
    }

    /** As OpenTelemetry's own variable has them. */
    private static Map<String, Secret> headers(Given given) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        for (String text : given.text().split(",", -1)) {
            Matcher header = HEADER.matcher(text);
            if (!header.matches()) {
                throw given.wrong("must be NAME=VALUE, several separated by commas");
            }
            headers.put(header.group(1), new Secret(header.group(2).strip()));
        }
        return headers;
    }

    private static double share(Given given) {
        try {
            double share = Double.parseDouble(given.text().strip());
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw given.wrong("must be a number from 0 to 1, not " + QuotedValue.shown(given.text()), e);
        }
        throw given.wrong("must be from 0 to 1, not " + QuotedValue.shown(given.text()));
    }
}
