package io.ftpcluster.master.http.files.folder;

import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** How a folder is written down. */
public interface FolderFormat {

    /**
     * Who looks at it, and how.
     *
     * @param rights what they may do in it
     * @param brief whether the first rows are enough: a browser that says that it wants a page, and not all of it
     * @param order of the rows
     */
    record Viewer(User user, Set<Right> rights, boolean brief, Order order) {

        boolean admin() {
            return user.role() == Users.Role.ADMIN;
        }
    }

    String contentType();

    /** What browsers may do with it (Content-Security-Policy); null: as everywhere. */
    default String policy() {
        return null;
    }

    /**
     * Writes piece by piece, as {@code out} may wait for a slow client, flushes before it waits for more entries, and
     * closes {@code out} after the last; after a failure it must stay open, or half a folder would look whole.
     */
    void write(Folder folder, Viewer viewer, OutputStream out) throws IOException;
}
