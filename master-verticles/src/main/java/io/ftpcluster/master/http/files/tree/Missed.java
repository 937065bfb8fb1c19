package io.ftpcluster.master.http.files.tree;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;

/** What a walk couldn't see: how much, and the first of it. Used on the walk's thread. */
public final class Missed {

    private int folders;
    private String first;

    public void add(RemotePath path, Failure why) {
        folders++;
        if (first == null) {
            first = RawNames.shown(path.text()) + ": " + RawNames.shown(why.detail());
        }
    }

    /** In words, or null for nothing. */
    public String reason() {
        if (folders == 0) {
            return null;
        }
        return folders == 1 ? first : folders + " folders could not be listed or not wholly, the first: " + first;
    }
}
