package io.ftpcluster.master.http.files.conditions;

import io.ftpcluster.bus.Failure;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the bytes of an upload go (RFC 9110, 14.5): the whole file, or its rest to resume.
 *
 * @param offset of the first byte
 * @param length how many come, or -1 when unknown
 */
public record ContentRange(long offset, long length) {

    private static final String NAME = "Content-Range";
    /** 18 digits fit a long, and no file. */
    private static final Pattern RANGE = Pattern.compile("(?i:bytes)[ \\t]+(\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /** @param announced Content-Length, or -1 when unknown */
    public static ContentRange of(MultiMap headers, long announced) {
        if (!headers.contains(NAME)) {
            return new ContentRange(0, announced);
        }
        Matcher range = RANGE.matcher(headers.get(NAME).strip());
        if (headers.getAll(NAME).size() > 1 || !range.matches()) {
            throw invalid("must be bytes first-last/size");
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last != Long.parseLong(range.group(3)) - 1) {
            throw invalid("must reach to the file's last byte: an upload can resume, but not patch");
        }
        long length = last - first + 1;
        if (announced >= 0 && announced != length) {
            throw invalid("must be as long as " + HttpHeaders.CONTENT_LENGTH + " says");
        }
        return new ContentRange(first, length);
    }

    private static RuntimeException invalid(String detail) {
        return Failure.invalid(NAME, detail).exception();
    }
}
