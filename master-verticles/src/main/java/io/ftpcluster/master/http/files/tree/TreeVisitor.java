package io.ftpcluster.master.http.files.tree;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.util.List;

/** Is told what a {@link TreeWalk} finds, on its thread. All paths are from where the walk began. */
public interface TreeVisitor {

    /** Some entries of a folder, while its list is still open: whoever needs a session of the server waits for {@link #listed}. */
    void entries(TreeFolder folder, List<Info> entries) throws IOException;

    /** All of a folder has been told, or what of it could be; nothing of the server is held. Its folders come afterwards. */
    default void listed(TreeFolder folder) throws IOException {}

    /** A folder can't be listed, or not all of it; the walk goes on. */
    void failed(RemotePath path, Failure why) throws IOException;

    /** Whether a folder is to be entered. */
    default boolean enters(TreeFolder folder, Info entry) {
        return true;
    }

    /** Asked again and again: false ends the walk. */
    boolean wantsMore();
}
