package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files.ServerFolder;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Right;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the permissions must include for a copy, and whether they do now. Blocks, so it is for virtual threads. */
final class RequiredRights {

    private final Map<Place, Set<Right>> rights = new LinkedHashMap<>();
    /** Whose files are looked at before their sources go, which listing or downloading allows; null: none. */
    private final Place verified;

    /** A server as one user sees it. */
    record Place(String username, String alias) {
        static Place of(Location location) {
            return new Place(location.username().toLowerCase(Locale.ROOT), location.alias());
        }
    }

    /** @param folders whether there are surely folders among the sources */
    RequiredRights(Operation operation, Conflict conflict, List<Source> sources, Location destination,
            boolean folders) {
        Place target = Place.of(destination);
        boolean verifies = false;
        for (Source source : sources) {
            Place place = Place.of(source.location());
            if (isRename(operation, source.location(), destination)) {
                add(target, Right.RENAME);
            } else {
                add(place, Right.LIST, Right.DOWNLOAD);
                add(target, Right.UPLOAD);
                if (operation == Operation.MOVE) {
                    add(place, Right.DELETE);
                    verifies = true;
                }
                if (folders) {
                    add(target, Right.MKDIR);
                }
            }
        }
        verified = verifies ? target : null;
        if (conflict == Conflict.REPLACE) {
            add(target, Right.OVERWRITE);
        }
    }

    /** What is moved within one server and one user's folders only gets another name. */
    static boolean isRename(Operation operation, Location source, Location destination) {
        return operation == Operation.MOVE && Place.of(source).equals(Place.of(destination));
    }

    private void add(Place place, Right... more) {
        rights.computeIfAbsent(place, unknown -> EnumSet.noneOf(Right.class)).addAll(List.of(more));
    }

    /** FORBIDDEN when something is missing, naming it. */
    void check(Bus bus, Actor actor) {
        for (Map.Entry<Place, Set<Right>> each : rights.entrySet()) {
            Set<Right> given = find(bus, actor, each.getKey());
            for (Right right : each.getValue()) {
                if (!given.contains(right)) {
                    throw missing(each.getKey(), Labels.inSentence(Labels.of(right)));
                }
            }
            if (each.getKey().equals(verified) && !given.contains(Right.LIST) && !given.contains(Right.DOWNLOAD)) {
                throw missing(verified,
                        "listing or downloads, without which the portal can't see whether a file that it"
                                + " moved is whole");
            }
        }
    }

    private static Set<Right> find(Bus bus, Actor actor, Place place) {
        return bus.request(Files.SERVERS, new Files.ListServers(actor, place.username()))
                .await()
                .servers()
                .stream()
                .filter(server -> server.alias().equals(place.alias()))
                .findFirst()
                .map(ServerFolder::rights)
                .orElseThrow(() -> Failure
                        .forbidden(place.username() + " has no permission for a server " + place.alias() + ".")
                        .exception());
    }

    private static RuntimeException missing(Place place, String what) {
        return Failure
                .forbidden("The permission of " + place.username() + " for " + place.alias() + " doesn't include "
                        + what + ".")
                .exception();
    }
}
