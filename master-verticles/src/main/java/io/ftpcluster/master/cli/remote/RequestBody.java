package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What is sent: members that weren't given stay away, so that the portal's defaults count, or what there was. */
final class RequestBody {

    private final JsonObject json = new JsonObject();

    RequestBody with(String member, Object value) {
        if (value != null) {
            json.put(member, value instanceof Secret secret ? secret.value() : value);
        }
        return this;
    }

    /** Empty text means none. */
    RequestBody withOrNone(String member, String value) {
        if (value != null) {
            json.put(member, value.isEmpty() ? null : value);
        }
        return this;
    }

    RequestBody with(String member, List<String> values) {
        if (values != null && !values.isEmpty()) {
            json.put(member, new JsonArray(values));
        }
        return this;
    }

    boolean isEmpty() {
        return json.isEmpty();
    }

    JsonObject json() {
        return json;
    }
}
