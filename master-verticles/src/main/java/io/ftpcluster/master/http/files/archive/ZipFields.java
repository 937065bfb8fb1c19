package io.ftpcluster.master.http.files.archive;

import java.util.Arrays;

/** Numbers as ZIP has them, the lowest byte first. */
final class ZipFields {
    private final byte[] bytes;
    private int filled;

    ZipFields(int length) {
        this.bytes = new byte[length];
    }

    ZipFields put(long number, int width) {
        for (int i = 0; i < width; i++) {
            bytes[filled++] = i < 8 ? (byte) (number >>> (8 * i)) : 0;
        }
        return this;
    }

    ZipFields put(byte[] more) {
        System.arraycopy(more, 0, bytes, filled, more.length);
        filled += more.length;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] filled() {
        return Arrays.copyOf(bytes, filled);
    }

    int length() {
        return filled;
    }
}
