package io.ftpcluster.master.http.files.tree;

import io.ftpcluster.messages.RemotePath;

/**
 * A folder that a walk has come to.
 *
 * @param path from the folder where the walk began, which is the top here
 */
public record TreeFolder(RemotePath path) {

    static final TreeFolder START = new TreeFolder(RemotePath.TOP);

    int depth() {
        return path.segments().size();
    }

    public boolean isStart() {
        return path.isTop();
    }
}
