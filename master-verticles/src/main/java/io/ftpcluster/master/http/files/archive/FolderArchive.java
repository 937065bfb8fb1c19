package io.ftpcluster.master.http.files.archive;

import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * A folder, or some of its entries, with all below as a ZIP that is made while it is sent. What can't be read is left out or
 * cut, and the archive says so: by an entry beside it whose name ends in {@code .incomplete}, and by {@code ERRORS.txt} at its
 * end. An archive that breaks off has no directory, so that no reader takes it for whole.
 */
public final class FolderArchive implements TreeAnswer {

    private final String disposition;
    private final Set<String> names;

    /**
     * @param disposition the header of that name
     * @param names of the folder's entries; none for all
     */
    public FolderArchive(String disposition, Set<String> names) {
        this.disposition = disposition;
        this.names = Set.copyOf(names);
    }

    @Override
    public Permissions.Right right() {
        return Permissions.Right.DOWNLOAD;
    }

    @Override
    public void head(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", disposition)
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    @Override
    public void write(TreeWalk walk, Files.OpenFolder folder, OutputStream out) throws IOException {
        ArchiveVisitor visitor = new ArchiveVisitor(walk, new ZipWriter(out), names);
        walk.run(folder.entries(), visitor);
        visitor.finish();
        out.close();
    }
}
