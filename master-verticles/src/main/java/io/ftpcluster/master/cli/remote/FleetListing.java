package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.fleet.Fleet;
import io.ftpcluster.master.cli.fleet.Kind;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/** Asks a portal for all that a fleet file is about: one list of each kind, whatever their length. */
final class FleetListing {

    private FleetListing() {}

    static Fleet of(Portal portal) {
        Map<Kind, JsonObject> lists = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            lists.put(kind, portal.find("/" + kind.section()));
        }
        boolean older = Answer.list(lists.get(Kind.PERMISSION), Kind.PERMISSION.section())
                .stream()
                .anyMatch(permission -> !permission.containsKey("managed"));
        if (older) {
            throw new CommandException(ExitCodes.REFUSED, "the portal at " + portal.client().where()
                    + " is of an older version that doesn't tell all that is needed: update it first");
        }
        return new Fleet(lists);
    }
}
