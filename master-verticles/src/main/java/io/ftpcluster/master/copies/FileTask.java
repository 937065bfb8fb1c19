package io.ftpcluster.master.copies;

import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Files.Location;

/**
 * One file of a copy.
 *
 * @param folder into which it goes
 * @param listedSize bytes as the listing said, or -1
 */
record FileTask(Position at, Location source, Location folder, long listedSize) {

    String name() {
        return source.path().name();
    }
}
