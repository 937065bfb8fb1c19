package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.files.FolderFormat.Viewer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends a folder in one format. It is written on a virtual thread that waits for the client: 10,000 rows neither hold
 * up the event loop nor pile up in memory, and the first are on their way while the last are still being made.
 */
final class FolderView {

    private final Client client;
    private final FolderFormat format;
    private final Viewer viewer;
    private final Duration stall;

    FolderView(Client client, FolderFormat format, Viewer viewer, Duration stall) {
        this.client = client;
        this.format = format;
        this.viewer = viewer;
        this.stall = stall;
    }

    void send(Folder folder) {
        if (client.isGone()) {
            return;
        }
        if (client.request().method().equals(HttpMethod.HEAD)) {
            writeHead();
            client.response().end();
        } else {
            Thread.ofVirtual().name("folder-view").start(() -> write(folder));
        }
    }

    private void write(Folder folder) {
        ResponseStream out = new ResponseStream(client, stall, this::writeHead);
        try {
            format.write(folder.sorted(), viewer, out);
        } catch (IOException | RuntimeException e) {
            client.context().runOnContext(v -> client.fail(e));
        }
    }

    private void writeHead() {
        // Stored, it would be what a browser's back button shows after logging out.
        client.response().putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader(HttpHeaders.VARY, "Accept");
    }
}
