package io.ftpcluster.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** The alerts that a portal has raised and not cleared. */
public final class RaisedAlerts {

    private RaisedAlerts() {}

    public static List<JsonObject> of(PortalClient portal, String adminPassword)
            throws IOException, InterruptedException {
        return portal.get("/alerts?raised=true")
                .basic("admin", adminPassword)
                .accept("application/json")
                .send()
                .json()
                .getJsonArray("alerts")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
