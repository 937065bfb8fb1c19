package io.ftpcluster.master.http.files.tree;

import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/** What is answered of a folder and all below it. */
public interface TreeAnswer {

    /** On the client's event loop, before the first bytes; alone for HEAD. */
    void head(HttpServerResponse response);

    /** What whoever asks must be allowed for as long as it lasts, beside the lists. */
    default Permissions.Right right() {
        return Permissions.Right.LIST;
    }

    /**
     * On a virtual thread. What it fails with becomes the response when nothing is written yet, else a broken one.
     *
     * @param out is closed after the last byte, and only then
     */
    void write(TreeWalk walk, Files.OpenFolder folder, OutputStream out) throws IOException;
}
