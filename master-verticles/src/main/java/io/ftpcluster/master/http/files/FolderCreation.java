package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.handler.HttpException;

/** One MKCOL (RFC 4918, 9.3). */
final class FolderCreation implements Change {

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private final Client client;
    private final FtpPath path;

    FolderCreation(Client client, FtpPath path) {
        this.client = client;
        this.path = path;
    }

    @Override
    public void start(Bus bus, Actor actor) {
        if (hasBody(client.request())) {
            throw new HttpException(UNSUPPORTED_MEDIA_TYPE, "A new folder takes no body.");
        }
        bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(actor, path.location()))
                .onSuccess(made -> client.created(path.asFolder()))
                .onFailure(this::fail);
    }

    private void fail(Throwable cause) {
        boolean exists = cause instanceof FailureException known && known.failure().code() == FailureCode.EXISTS;
        client.fail(exists
                ? client.notAllowed(FilesResource.ON_A_FOLDER, "Something with this name is there already.")
                : cause);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
