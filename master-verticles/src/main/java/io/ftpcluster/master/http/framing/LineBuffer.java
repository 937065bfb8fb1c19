package io.ftpcluster.master.http.framing;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects one line of HTTP/1 after the other, each as Latin-1. Only CR and LF together end one. */
final class LineBuffer {

    private static final byte[] NOTHING = {};
    private static final int FIRST = 256;
    private static final byte LF = '\n';

    private byte[] bytes = NOTHING;
    private int length;
    private boolean whole;

    /**
     * Takes from the buffer up to the line's end, or all that there is.
     *
     * @return the index of what is to be read next, or -1 when the line is longer than the limit
     */
    int append(ByteBuf source, int from, int limit) {
        int lf = source.indexOf(from, source.writerIndex(), LF);
        int end = lf < 0 ? source.writerIndex() : lf;
        int more = end - from;
        // One more may be the CR.
        if (more > limit + 1 - length) {
            return -1;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST, (length + more) * 2));
        }
        source.getBytes(from, bytes, length, more);
        length += more;
        whole = lf >= 0;
        return whole ? lf + 1 : end;
    }

    boolean isWhole() {
        return whole;
    }

    /** The line without its end, once it is whole; then begins the next one. */
    String take() {
        if (length == 0 || bytes[length - 1] != '\r') {
            throw MalformedRequest.bad("A line must end with CR and LF.");
        }
        String line = new String(bytes, 0, length - 1, StandardCharsets.ISO_8859_1);
        if (line.indexOf('\r') >= 0) {
            throw MalformedRequest.bad("A line must not contain a CR alone.");
        }
        length = 0;
        whole = false;
        return line;
    }

    /** Connections may be idle for long, and there may be many. */
    void free() {
        bytes = NOTHING;
        length = 0;
    }
}
