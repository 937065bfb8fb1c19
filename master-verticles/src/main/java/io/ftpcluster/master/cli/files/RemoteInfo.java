package io.ftpcluster.master.cli.files;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What the portal says of a path.
 *
 * @param size bytes; -1 when unknown
 * @param tag of the version, where it is one by which two parts surely fit together
 * @param modified null when unknown
 */
record RemoteInfo(boolean folder, long size, Optional<String> tag, Instant modified) {

    static final RemoteInfo FOLDER = new RemoteInfo(true, -1, Optional.empty(), null);

    static RemoteInfo of(HttpHeaders headers) {
        Optional<String> tag = headers.firstValue("ETag").filter(text -> !text.startsWith("W/"));
        return new RemoteInfo(false, headers.firstValueAsLong("Content-Length").orElse(-1), tag, modified(headers));
    }

    private static Instant modified(HttpHeaders headers) {
        try {
            return headers.firstValue("Last-Modified")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
