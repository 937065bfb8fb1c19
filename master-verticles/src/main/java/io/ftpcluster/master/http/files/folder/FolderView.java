package io.ftpcluster.master.http.files.folder;

import io.ftpcluster.master.http.files.folder.FolderFormat.Viewer;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.files.transfer.ClientThread;
import io.ftpcluster.master.http.files.transfer.ResponseStream;
import io.ftpcluster.master.http.response.Compression;
import io.ftpcluster.messages.FileStreams.Entries;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * Sends a folder in one format. It is written on a virtual thread that waits for both ends: any number of rows neither
 * holds up the event loop nor piles up in memory, and the first are on their way while the last are still to come.
 */
public final class FolderView {

    private final Client client;
    private final FolderFormat format;
    private final Viewer viewer;
    private final Duration stall;

    public FolderView(Client client, FolderFormat format, Viewer viewer, Duration stall) {
        this.client = client;
        this.format = format;
        this.viewer = viewer;
        this.stall = stall;
    }

    /** Takes over the entries: they are closed in every case. */
    public void send(FtpPath path, Entries entries) {
        if (client.isGone()) {
            entries.close();
        } else if (client.request().method().equals(HttpMethod.HEAD)) {
            entries.close();
            writeHead();
            client.response().end();
        } else {
            ClientThread thread = new ClientThread(client);
            thread.whenWoken(entries::close);
            thread.start("folder-view", "The portal could not finish the list of a folder on "
                    + Objects.requireNonNullElse(path.alias(), "the portal") + ".", () -> write(path, entries));
        }
    }

    private void write(FtpPath path, Entries entries) throws IOException {
        ResponseStream out = new ResponseStream(client, stall, this::writeHead);
        try (entries) {
            format.write(new Folder(path, entries), viewer,
                    Compression.isAccepted(client.request()) ? Compression.stream(out) : out);
        }
    }

    private void writeHead() {
        // Stored, it would be what a browser's back button shows after logging out.
        client.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.VARY, "Accept");
        if (format.policy() != null) {
            client.response().putHeader("Content-Security-Policy", format.policy());
        }
        Compression.vary(client.response());
        if (Compression.isAccepted(client.request())) {
            Compression.announce(client.response());
        }
    }
}
