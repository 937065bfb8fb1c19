package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Copies.Create;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.RemotePath;
import java.util.List;

/** Refuses copies that could never end well, by their paths alone. */
final class CopyPlaces {

    private CopyPlaces() {}

    static void check(Create request) {
        List<Source> sources = request.sources();
        for (int i = 0; i < sources.size(); i++) {
            Location source = sources.get(i).location();
            checkTarget(source, request.destination());
            for (int j = 0; j < sources.size(); j++) {
                if (i != j && isWithin(source, sources.get(j).location())) {
                    throw Failure.invalid("source", source.path() + " is named twice, by itself or with its folder")
                            .exception();
                }
            }
        }
    }

    private static void checkTarget(Location source, Location destination) {
        if (isWithin(destination, source)) {
            throw Failure.invalid("destination", "is " + source.path() + " itself, or in it").exception();
        }
        if (samePlace(source, destination) && source.path().parent().equals(destination.path())) {
            throw Failure.invalid("destination", "is where " + source.path() + " is already").exception();
        }
    }

    private static boolean samePlace(Location one, Location other) {
        return RequiredRights.Place.of(one).equals(RequiredRights.Place.of(other));
    }

    private static boolean isWithin(Location inner, Location outer) {
        return samePlace(inner, outer) && isWithin(inner.path(), outer.path());
    }

    private static boolean isWithin(RemotePath path, RemotePath folder) {
        int depth = folder.segments().size();
        return path.segments().size() >= depth && path.segments().subList(0, depth).equals(folder.segments());
    }
}
