package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.UUID;

/**
 * Removes a folder with all that it holds. Each step goes by a descriptor of the folder that it is in, so that no link leads
 * elsewhere. However deep folders are in each other, it takes few descriptors: what is too deep is moved to the top first.
 */
final class FolderRemoval {

    static final int DEEPEST = 50;

    private final SecureDirectoryStream<Path> top;
    private final String prefix = "removed-" + UUID.randomUUID() + "-";
    private int moved;

    private FolderRemoval(SecureDirectoryStream<Path> top) {
        this.top = top;
    }

    /** @param folder no link; in a folder that only root can change */
    static void remove(Path folder) throws IOException, InterruptedException {
        try {
            removeAll(folder);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void removeAll(Path folder) throws IOException, InterruptedException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.getParent())) {
            SecureDirectoryStream<Path> parent = secure(stream);
            Path name = folder.getFileName();
            try (SecureDirectoryStream<Path> top = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                FolderRemoval removal = new FolderRemoval(top);
                int before;
                do {
                    before = removal.moved;
                    try (SecureDirectoryStream<Path> again = parent.newDirectoryStream(name,
                            LinkOption.NOFOLLOW_LINKS)) {
                        removal.empty(again, 1);
                    }
                } while (removal.moved > before);
            }
            parent.deleteDirectory(name);
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException("this system's folders can't be removed safely");
    }

    private void empty(SecureDirectoryStream<Path> folder, int depth) throws IOException, InterruptedException {
        for (Path entry : folder) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Path name = entry.getFileName();
            boolean isFolder = folder
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
            if (!isFolder) {
                folder.deleteFile(name);
            } else if (depth < DEEPEST) {
                try (SecureDirectoryStream<Path> child = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    empty(child, depth + 1);
                }
                folder.deleteDirectory(name);
            } else {
                folder.move(name, top, Path.of(prefix + moved));
                moved++;
            }
        }
    }
}
