package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.files.conditions.ByteRange;
import io.ftpcluster.master.http.files.conditions.Preconditions;
import io.ftpcluster.master.http.files.conditions.Validators;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.files.transfer.Transfer;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One GET or HEAD of a path without a slash at its end: a file, or a redirect where it proves to be a folder. */
final class GetFile {

    private static final int NOT_MODIFIED = 304;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private static final List<String> CONDITIONS = List.of("Range", "If-Match", "If-None-Match", "If-Modified-Since",
            "If-Unmodified-Since", "If-Range");

    private final Vertx vertx;
    private final Client client;
    private final FtpPath path;
    private final Duration stall;

    GetFile(Vertx vertx, Client client, FtpPath path, Duration stall) {
        this.vertx = vertx;
        this.client = client;
        this.path = path;
        this.stall = stall;
    }

    void start(Bus bus, Actor actor) {
        bus.request(Files.OPEN, new Files.Open(actor, path.location(), isPlain()))
                .onSuccess(this::opened)
                .onFailure(client::fail);
    }

    /** A GET without conditions and ranges: nothing that the answer says can make it read less. */
    private boolean isPlain() {
        MultiMap headers = client.request().headers();
        return client.request().method().equals(HttpMethod.GET) && CONDITIONS.stream().noneMatch(headers::contains);
    }

    private void opened(Handle handle) {
        boolean reading = false;
        try {
            reading = !client.isGone() && answer(handle);
        } catch (RuntimeException e) {
            client.fail(e);
        } finally {
            if (!reading) {
                handle.close();
            }
        }
    }

    /** @return whether the handle is still needed */
    private boolean answer(Handle handle) {
        Info info = handle.info();
        if (info.type() == Files.Type.DIRECTORY) {
            Redirect.toFolder(client, path);
            return false;
        }
        FileHead head = new FileHead(path.name(), info, Validators.of(info, Instant.now()));
        Preconditions conditions = new Preconditions(client.request().headers(), head.validators());
        return switch (conditions.evaluate()) {
            case NOT_MODIFIED -> {
                head.validateOnly(client.response().setStatusCode(NOT_MODIFIED));
                client.response().end();
                yield false;
            }
            case FAILED -> {
                client.fail(new HttpException(PRECONDITION_FAILED, "The file isn't the version that was asked for."));
                yield false;
            }
            case PROCEED -> proceed(handle, head, conditions);
        };
    }

    private boolean proceed(Handle handle, FileHead head, Preconditions conditions) {
        if (client.request().method().equals(HttpMethod.HEAD)) {
            head.whole(client.response());
            client.response().end();
            return false;
        }
        List<String> wanted = client.request().headers().getAll("Range");
        ByteRange range = ByteRange.select(conditions.rangeApplies() ? wanted : List.of(), head.info().size());
        return switch (range) {
            case ByteRange.Unsatisfiable none -> {
                client.response().putHeader(HttpHeaders.CONTENT_RANGE, none.contentRange());
                client.fail(new HttpException(RANGE_NOT_SATISFIABLE, "The file has only " + none.size() + " bytes."));
                yield false;
            }
            case ByteRange.Part part -> {
                // What follows to the end is read to the server's own end, so that it can be seen to be the end.
                boolean toEnd = part.last() == part.size() - 1;
                read(handle, part.first(), toEnd ? -1 : part.length(), part.length(),
                        response -> head.part(response, part));
                yield true;
            }
            case ByteRange.Whole whole -> {
                read(handle, 0, -1, head.info().size(), head::whole);
                yield true;
            }
        };
    }

    /** How a head is written to a response. */
    private interface Head {
        void writeTo(HttpServerResponse response);
    }

    private void read(Handle handle, long offset, long length, long promised, Head head) {
        // A client that goes while the data connection is being opened must not wait for it.
        client.whenGone(handle::close);
        handle.read(offset, length)
                .onSuccess(content -> client.context().runOnContext(v -> transfer(handle, content, promised, head)))
                .onFailure(cause -> client.context().runOnContext(v -> {
                    handle.close();
                    client.fail(cause);
                }));
    }

    private void transfer(Handle handle, Content content, long promised, Head head) {
        new Transfer(vertx, client, handle, content, promised, stall, () -> {
            head.writeTo(client.response());
            if (promised < 0) {
                client.announceUnknownLength();
            }
        }).start();
    }
}
