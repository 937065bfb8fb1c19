package io.ftpcluster.agent.probe;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The TCP sockets of one local port, of /proc/net/tcp and tcp6. A busy server has tens of thousands of lines there, so lines
 * of other ports are passed over without making anything of them.
 */
final class TcpTable {

    /**
     * @param listening inodes
     * @param established inodes; 0 for a connection that the daemon hasn't accepted yet
     */
    record Sockets(List<Long> listening, List<Long> established) {}

    private static final int ESTABLISHED = 0x01;
    private static final int LISTEN = 0x0a;
    private static final int LONGEST_LINE = 512;
    private static final int PORT_DIGITS = 4;
    private static final int STATE_FIELD = 3;
    private static final int INODE_FIELD = 9;
    private static final int HEX = 16;

    private final SystemFiles files;
    private final byte[] chunk = new byte[8 * 1024];
    private final byte[] line = new byte[LONGEST_LINE];

    TcpTable(SystemFiles files) {
        this.files = files;
    }

    /** Null when neither table can be read. */
    Sockets read(int port) {
        Sockets sockets = new Sockets(new ArrayList<>(), new ArrayList<>());
        boolean four = add("/proc/net/tcp", port, sockets);
        boolean six = add("/proc/net/tcp6", port, sockets);
        return four || six ? sockets : null;
    }

    private boolean add(String path, int port, Sockets sockets) {
        try (InputStream in = files.open(path)) {
            int length = 0;
            for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    if (chunk[i] == '\n') {
                        addLine(length, port, sockets);
                        length = 0;
                    } else if (length < LONGEST_LINE) {
                        line[length++] = chunk[i];
                    }
                }
            }
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    private void addLine(int length, int port, Sockets sockets) {
        if (localPort(length) != port) {
            return;
        }
        int state = (int) number(field(STATE_FIELD, length), length, HEX);
        if (state == LISTEN) {
            sockets.listening().add(number(field(INODE_FIELD, length), length, 10));
        } else if (state == ESTABLISHED) {
            sockets.established().add(number(field(INODE_FIELD, length), length, 10));
        }
    }

    /** After the second colon: {@code "  4: 0100007F:0015 ..."}; -1 in the heading. */
    private int localPort(int length) {
        int colons = 0;
        for (int i = 0; i < length; i++) {
            if (line[i] == ':' && ++colons == 2) {
                return i + PORT_DIGITS < length ? (int) number(i + 1, i + 1 + PORT_DIGITS, HEX) : -1;
            }
        }
        return -1;
    }

    /** Where the field begins; they are counted from 0 and separated by spaces. */
    private int field(int wanted, int length) {
        int index = -1;
        boolean inside = false;
        for (int i = 0; i < length; i++) {
            boolean space = line[i] == ' ';
            if (!space && !inside && ++index == wanted) {
                return i;
            }
            inside = !space;
        }
        return length;
    }

    /** Up to what is no digit; 0 without digits. */
    private long number(int from, int to, int radix) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(line[i], radix);
            if (digit < 0) {
                return number;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
