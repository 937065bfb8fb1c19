package io.ftpcluster.master.http.response;

import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Says on a response which node of the cluster gives it. */
public final class NodeHeader {

    private static final String NAME = "X-Node";

    private final String value;

    /** @param nodeName what a header can't carry is percent-encoded (RFC 3986) */
    public NodeHeader(String nodeName) {
        this.value = encoded(nodeName);
    }

    public void putInto(HttpServerResponse response) {
        response.putHeader(NAME, value);
    }

    public static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '%') {
                text.append((char) each);
            } else {
                text.append(String.format("%%%02X", each));
            }
        }
        return text.toString();
    }
}
