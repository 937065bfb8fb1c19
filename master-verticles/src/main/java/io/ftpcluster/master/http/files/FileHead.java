package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.files.conditions.ByteRange;
import io.ftpcluster.master.http.files.conditions.HttpDate;
import io.ftpcluster.master.http.files.conditions.Validators;
import io.ftpcluster.messages.Files.Info;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import java.util.Objects;

/**
 * The headers of a file.
 *
 * @param name as in the path that was asked for
 */
record FileHead(String name, Info info, Validators validators) {

    /** Kept only by the person's own client, and compared with us before each use. */
    static final String REVALIDATE = "private, no-cache";

    private static final int PARTIAL_CONTENT = 206;

    void whole(HttpServerResponse response) {
        describe(response);
        if (info.size() >= 0) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(info.size()));
        }
    }

    void part(HttpServerResponse response, ByteRange.Part part) {
        describe(response);
        response.setStatusCode(PARTIAL_CONTENT)
                .putHeader(HttpHeaders.CONTENT_RANGE, part.contentRange())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(part.length()));
    }

    /** What a 304 repeats (RFC 9110, 15.4.5). */
    void validateOnly(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE);
        validators.tag().ifPresent(tag -> response.putHeader(HttpHeaders.ETAG, tag.text()));
        validators.lastModified()
                .ifPresent(modified -> response.putHeader(HttpHeaders.LAST_MODIFIED, HttpDate.text(modified)));
    }

    private void describe(HttpServerResponse response) {
        validateOnly(response);
        String type = Objects.requireNonNullElse(MimeMapping.mimeTypeForFilename(name), "application/octet-stream");
        response.putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.ACCEPT_RANGES, info.size() >= 0 ? "bytes" : "none")
                .putHeader("Content-Disposition", ContentDisposition.attachment(name))
                // What people store on servers must never run as a page of the portal.
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
