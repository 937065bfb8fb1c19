package io.ftpcluster.master.cli.remote;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What the portal said.
 *
 * @param sentTo where it sends on to; else null
 */
public record Answer(int status, String sentTo, String text) {

    public boolean isDone() {
        return status >= 200 && status < 300;
    }

    /** Empty when it isn't an object, as nothing is. */
    public Optional<JsonObject> json() {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(new JsonObject(text));
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** Members of a list in it that are objects. */
    static List<JsonObject> list(JsonObject json, String member) {
        JsonArray all = json.getJsonArray(member, new JsonArray());
        return all.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
    }
}
