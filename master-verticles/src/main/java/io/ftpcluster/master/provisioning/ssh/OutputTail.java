package io.ftpcluster.master.provisioning.ssh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Keeps the end of what a command prints, however much that is, and tells of each line. Never blocks. Thread-safe. */
final class OutputTail extends OutputStream {

    static final int KEPT = 64 * 1024;
    private static final int LONGEST_LINE = 4096;
    private static final int FIRST = 4096;

    private final Consumer<String> lines;
    private byte[] kept = new byte[FIRST];
    /** Of all that was printed. */
    private long count;
    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;

    OutputTail(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (count >= kept.length && kept.length < KEPT) {
                grow();
            }
            kept[(int) (count % kept.length)] = bytes[i];
            count++;
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                endLine();
            } else if (lineLength < LONGEST_LINE) {
                line[lineLength++] = bytes[i];
            }
        }
    }

    private void grow() {
        byte[] larger = new byte[Math.min(KEPT, kept.length * 4)];
        System.arraycopy(kept, 0, larger, 0, kept.length);
        kept = larger;
    }

    private void endLine() {
        if (lineLength > 0) {
            lines.accept(new String(line, 0, lineLength, StandardCharsets.UTF_8));
            lineLength = 0;
        }
    }

    synchronized String text() {
        int length = (int) Math.min(count, kept.length);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = kept[(int) ((count - length + i) % kept.length)];
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
