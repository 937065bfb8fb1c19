package io.ftpcluster.master.http.files.folder;

import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import java.io.IOException;
import java.io.OutputStream;

/** How a folder is written down. */
public interface FolderFormat {

    /** Who looks at it: the page shows them. */
    record Viewer(User user) {

        boolean admin() {
            return user.role() == Users.Role.ADMIN;
        }
    }

    String contentType();

    /**
     * Writes piece by piece, as {@code out} may wait for a slow client, flushes before it waits for more entries, and
     * closes {@code out} after the last; after a failure it must stay open, or half a folder would look whole.
     */
    void write(Folder folder, Viewer viewer, OutputStream out) throws IOException;
}
