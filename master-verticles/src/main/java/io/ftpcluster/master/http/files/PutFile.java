package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.conditions.ChangeConditions;
import io.ftpcluster.master.http.files.conditions.ContentRange;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.files.transfer.UploadTransfer;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams.Sink;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;

/** One PUT of a file: opens the server's end first, then lets the bytes come (RFC 9110, 9.3.4). */
final class PutFile implements Change {

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final String EXPECTED = "100-continue";

    private final Vertx vertx;
    private final Client client;
    private final HttpServerRequest request;
    private final FtpPath path;
    private final Duration stall;

    /**
     * @param path of a file, not a folder
     * @param stall how long a client may send nothing before it is given up
     */
    PutFile(Vertx vertx, Client client, FtpPath path, Duration stall) {
        this.vertx = vertx;
        this.client = client;
        this.request = client.request();
        this.path = path;
        this.stall = stall;
    }

    @Override
    public void start(Bus bus, Actor actor) {
        refuseEncodings();
        ContentRange range = ContentRange.of(request.headers(), announcedLength());
        ChangeConditions conditions = new ChangeConditions(request.headers());
        boolean createOnly = conditions.createOnly();
        if (createOnly && range.offset() > 0) {
            throw Failure.invalid("Content-Range", "can't resume what If-None-Match: * says isn't there").exception();
        }
        Files.Location location = path.location();
        Files.Upload upload = new Files.Upload(actor, location, createOnly, range.offset(), range.length());
        (createOnly ? Future.<Void>succeededFuture() : conditions.check(bus, actor, location))
                .compose(may -> bus.request(Files.UPLOAD, upload))
                .onSuccess(sink -> receive(sink, range.length()))
                .onFailure(client::fail);
    }

    private void receive(Sink sink, long length) {
        UploadTransfer transfer = new UploadTransfer(vertx, client, sink, length, stall, path);
        transfer.start();
        if (EXPECTED.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT)) && !client.isGone()
                && request.version() != HttpVersion.HTTP_1_0) {
            client.response().writeContinue();
        }
    }

    /** What is stored is what GET gives back, and that never says how it is encoded. */
    private void refuseEncodings() {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
            throw new HttpException(UNSUPPORTED_MEDIA_TYPE,
                    "Send the file's bytes as they are, without " + "Content-Encoding.");
        }
    }

    /** -1 when unknown. Without any sign of a body there is none (RFC 9112, 6.3). */
    private long announcedLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            boolean open = request.version() == HttpVersion.HTTP_2
                    || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
            return open ? -1 : 0;
        }
        try {
            return Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            throw Failure.invalid("Content-Length", "must be a number of bytes").causedBy(e);
        }
    }
}
