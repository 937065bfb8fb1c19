package io.ftpcluster.master.http.response;

import io.ftpcluster.master.http.request.PercentCoding;
import io.vertx.core.http.HttpServerResponse;

/** Says on a response which node of the cluster gives it. */
public final class NodeHeader {

    private static final String NAME = "X-Node";
    /** All that is printed but the percent sign. */
    private static final String LEFT = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final String value;

    /** @param nodeName what a header can't carry is percent-encoded (RFC 3986) */
    public NodeHeader(String nodeName) {
        this.value = encoded(nodeName);
    }

    public void putInto(HttpServerResponse response) {
        response.putHeader(NAME, value);
    }

    public static String encoded(String name) {
        return PercentCoding.encode(name, LEFT);
    }
}
