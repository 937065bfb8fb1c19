package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.messages.RawNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** Lines of a listing, bounded in length. Not thread-safe. */
final class LineReader {

    private static final int LINE_BYTES = 16 * 1024;

    private final InputStream input;
    private final Charset charset;
    private final byte[] buffer = new byte[32 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int position;
    private int limit;
    private long total;
    private boolean ended;
    private int tooLong;

    LineReader(InputStream input, Charset charset) {
        this.input = input;
        this.charset = charset;
    }

    /** The next line without its end (CR LF, or LF alone), or null after the last. */
    String next() throws IOException {
        while (true) {
            boolean fits = fill();
            if (ended && line.size() == 0 && fits) {
                return null;
            }
            if (fits) {
                return take();
            }
            tooLong++;
            line.reset();
        }
    }

    /** Collects up to the next LF or the end; false when that was too long to be a line. */
    private boolean fill() throws IOException {
        boolean fits = true;
        while (hasMore()) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            fits &= line.size() + end - position <= LINE_BYTES;
            if (fits) {
                line.write(buffer, position, end - position);
            }
            position = end + 1;
            if (end < limit) {
                return fits;
            }
        }
        return fits;
    }

    private boolean hasMore() throws IOException {
        if (position < limit) {
            return true;
        }
        if (!ended) {
            limit = input.read(buffer);
            position = 0;
            total += Math.max(0, limit);
            ended = limit < 0;
        }
        return !ended;
    }

    private String take() {
        byte[] bytes = line.toByteArray();
        line.reset();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        return RawNames.decode(bytes, 0, length, charset);
    }

    /** Whether the next line needn't be waited for. */
    boolean isAtHand() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end < limit;
    }

    /** How many bytes were read so far. */
    long total() {
        return total;
    }

    /** How many lines were left out because no name is that long. */
    int tooLong() {
        return tooLong;
    }
}
