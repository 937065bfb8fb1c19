package io.ftpcluster.master.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Whose a folder is: what root restores there must be that user's, or the portal couldn't use it. */
record Owner(Object user, Object group) {

    static Owner of(Path folder) throws IOException {
        return new Owner(Files.getAttribute(folder, "unix:uid"), Files.getAttribute(folder, "unix:gid"));
    }

    void adopt(Path path) throws IOException {
        if (!Files.getAttribute(path, "unix:uid").equals(user)) {
            Files.setAttribute(path, "unix:gid", group);
            Files.setAttribute(path, "unix:uid", user);
        }
    }

    void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        adopt(folder);
    }
}
