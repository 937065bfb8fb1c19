package io.ftpcluster.master.cli.files;

import java.time.Instant;

/**
 * One line of a folder's list.
 *
 * @param segment its name, percent-encoded
 * @param size -1 when unknown, and for folders
 * @param modified null when unknown
 */
record RemoteEntry(String segment, Type type, long size, Instant modified) {

    enum Type {
        FILE,
        FOLDER,
        /** One that the portal hasn't followed, or that leads to nothing that can be seen. */
        LINK
    }

    String name() {
        return RemoteName.decode(segment);
    }
}
