package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.remote.PortalClient;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A local file, or a folder with all that is below it, on its way to the portal. Links in it are not followed. */
final class LocalTree {

    private final PortalFiles files;
    private final TransferOptions options;
    private final TransferQueue queue;
    private final TransferReport report;

    LocalTree(PortalFiles files, TransferOptions options, TransferQueue queue, TransferReport report) {
        this.files = files;
        this.options = options;
        this.queue = queue;
        this.report = report;
    }

    /** What is named itself may be a link. */
    void put(Path source, RemoteAddress target) {
        try {
            BasicFileAttributes found = Files.readAttributes(source, BasicFileAttributes.class);
            if (found.isDirectory()) {
                folder(source, target.asFolder());
            } else {
                queue.add(new Upload(files, source, target, options, report), found.size());
            }
        } catch (IOException e) {
            throw LocalProblem.reading(source, e);
        }
    }

    private void folder(Path source, RemoteAddress target) {
        files.makeFolder(target);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(source)) {
            for (Path child : children) {
                TransferBatch.attempt(report, LocalProblem.shown(child), () -> child(child, target));
            }
        } catch (IOException e) {
            throw LocalProblem.reading(source, e);
        } catch (DirectoryIteratorException e) {
            throw LocalProblem.reading(source, e.getCause());
        }
    }

    private void child(Path source, RemoteAddress parent) {
        try {
            BasicFileAttributes found = Files.readAttributes(source, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            RemoteAddress target = parent.child(PortalClient.segment(source.getFileName().toString()), false);
            if (found.isDirectory()) {
                folder(source, target.asFolder());
            } else if (found.isRegularFile()) {
                queue.add(new Upload(files, source, target, options, report), found.size());
            } else {
                report.remark(LocalProblem.shown(source) + " is " + (found.isSymbolicLink() ? "a link" : "no file")
                        + " and left out");
            }
        } catch (IOException e) {
            throw LocalProblem.reading(source, e);
        }
    }
}
