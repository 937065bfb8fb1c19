package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.net.MalformedServerReplyException;

/**
 * Reads a server's replies off the control connection (RFC 959, 4.2) as they come in the field: lines that end with LF
 * alone, telnet's commands between them (RFC 854), texts before the first reply, and replies of many lines that end with
 * another code than they began with. How much and how long is read is bounded by the socket.
 */
final class ReplyReader {

    private static final int BUFFER = 4096;
    private static final int IAC = 0xFF;
    /** Of telnet's commands the first that has a byte of its own behind it: WILL, and after it WONT, DO, DONT. */
    private static final int WILL = 251;
    /** Of telnet's commands the first that stands alone. */
    private static final int NOP = 241;
    private static final int LEAST_CODE = 100;
    private static final int MOST_CODE = 599;
    private static final int CODE = 3;
    /** Bounds how much time a server that keeps on doing so gets anew. */
    private static final int MOST_LOOKS = 3;
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Until the wait begins. */
    private static final Duration SLACK = Duration.ofMillis(200);
    private static final long LOOK_BYTES = 64 * 1024;
    /** Blanks, and the mark that editors put before a banner in UTF-8. */
    private static final Pattern INDENT = Pattern.compile("^[\\s\u00EF\u00BB\u00BF]+");

    private final InputStream input;
    private final BoundedSocket socket;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private int looks;
    private boolean greeted;

    /** @param socket below the input, whose limits hold for it */
    ReplyReader(InputStream input, BoundedSocket socket) {
        this.input = input;
        this.socket = socket;
    }

    /**
     * One whole reply, its lines one byte a character.
     *
     * @param allowance sets the socket's limits, and again after a look whether more comes
     */
    Reply read(Runnable allowance) throws IOException {
        looks = 0;
        allowance.run();
        String line = firstLine(allowance);
        int code = code(line);
        List<String> lines = new ArrayList<>(1);
        lines.add(line);
        greeted = true;
        if (line.length() <= CODE || line.charAt(CODE) != '-') {
            return new Reply(code, lines);
        }
        while (true) {
            line = line();
            if (line == null) {
                throw closed();
            }
            lines.add(line);
            if (isEnd(line) && (code(line) == code || isAll(allowance))) {
                return new Reply(meant(code, code(line)), lines);
            }
        }
    }

    /** Two codes of one kind are one answer, and the first is what it was meant to be; else the last word counts. */
    private static int meant(int first, int last) {
        return first / 100 == last / 100 ? first : last;
    }

    private String firstLine(Runnable allowance) throws IOException {
        boolean text = false;
        while (true) {
            String line = line();
            if (line == null) {
                throw closed();
            }
            if (code(line) > 0) {
                return line;
            }
            String bare = INDENT.matcher(line).replaceFirst("");
            if (code(bare) > 0) {
                return bare;
            }
            // What wraps an FTP server may complain before it speaks.
            text |= !bare.isEmpty();
            if (text && (greeted || looks == MOST_LOOKS || isAll(allowance))) {
                throw new MalformedServerReplyException("no reply code");
            }
        }
    }

    private static EOFException closed() {
        return new EOFException("the server ended the control connection");
    }

    /** Zero when the line doesn't begin with one. */
    private static int code(String line) {
        if (line.length() < CODE || (line.length() > CODE && isDigit(line.charAt(CODE)))) {
            return 0;
        }
        int code = 0;
        for (int i = 0; i < CODE; i++) {
            if (!isDigit(line.charAt(i))) {
                return 0;
            }
            code = code * 10 + line.charAt(i) - '0';
        }
        return code < LEAST_CODE || code > MOST_CODE ? 0 : code;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isEnd(String line) {
        return code(line) > 0 && (line.length() == CODE || line.charAt(CODE) == ' ' || line.charAt(CODE) == '\t');
    }

    /** Whether nothing more comes for a moment, so that what looked odd was the end. */
    private boolean isAll(Runnable allowance) throws IOException {
        if (hasBuffered() || looks == MOST_LOOKS) {
            return false;
        }
        looks++;
        if (arrives(LOOK) && hasBuffered()) {
            allowance.run();
            return false;
        }
        return true;
    }

    /** Whether something is there that was not read as a reply. */
    boolean hasBuffered() {
        return next < end;
    }

    /** Waits so long for more; true also when the server has gone. */
    boolean arrives(Duration patience) throws IOException {
        socket.allowBriefly(patience.plus(SLACK), patience, LOOK_BYTES);
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private boolean fill() throws IOException {
        int count = input.read(buffer, 0, BUFFER);
        next = 0;
        end = Math.max(0, count);
        return count >= 0;
    }

    /** Without its end; null when the server has gone. */
    private String line() throws IOException {
        ByteArrayOutputStream begun = null;
        while (true) {
            if (next == end && !fill()) {
                return begun == null ? null : text(begun.toByteArray(), 0, begun.size());
            }
            int start = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            boolean whole = next < end;
            int stop = next;
            next += whole ? 1 : 0;
            if (whole && begun == null) {
                return text(buffer, start, stop);
            }
            begun = begun == null ? new ByteArrayOutputStream() : begun;
            begun.write(buffer, start, stop - start);
            if (whole) {
                return text(begun.toByteArray(), 0, begun.size());
            }
        }
    }

    private static String text(byte[] bytes, int start, int end) {
        int from = start;
        int to = end;
        while (to > from && (bytes[to - 1] == '\r' || bytes[to - 1] == 0)) {
            to--;
        }
        while (to > from && bytes[from] == 0) {
            from++;
        }
        for (int i = from; i < to; i++) {
            if ((bytes[i] & 0xFF) == IAC) {
                return withoutTelnet(bytes, from, to);
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A doubled IAC is a byte of a name; one that begins no command is what a server says that knows nothing of telnet. */
    private static String withoutTelnet(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            int c = bytes[i] & 0xFF;
            int following = c == IAC && i + 1 < to ? bytes[i + 1] & 0xFF : 0;
            if (following == IAC) {
                text.append((char) IAC);
                i++;
            } else if (following >= WILL) {
                i += 2;
            } else if (following >= NOP) {
                i++;
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
