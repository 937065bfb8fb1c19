package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.vertx.core.http.HttpHeaders;

/** Folders end in a slash: relative references in their pages would lead elsewhere without it. */
final class Redirect {

    private static final int MOVED_PERMANENTLY = 301;

    private Redirect() {}

    static void toFolder(Client client, FtpPath path) {
        String query = client.request().query();
        client.response()
                .setStatusCode(MOVED_PERMANENTLY)
                .putHeader(HttpHeaders.LOCATION, path.asFolder().href() + (query == null ? "" : "?" + query))
                // Tomorrow a file may have the folder's name.
                .putHeader(HttpHeaders.CACHE_CONTROL, FileHead.REVALIDATE)
                .end();
    }
}
