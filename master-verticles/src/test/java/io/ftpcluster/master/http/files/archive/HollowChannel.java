package io.ftpcluster.master.http.files.archive;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A file in memory whose long pieces are zeros and take no room. */
final class HollowChannel implements SeekableByteChannel {

    private static final int LONG = 4096;

    private final TreeMap<Long, byte[]> pieces = new TreeMap<>();
    private long size;
    private long position;

    void append(byte[] bytes, int offset, int length) {
        if (length < LONG) {
            pieces.put(size, Arrays.copyOfRange(bytes, offset, offset + length));
        }
        size += length;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position >= size) {
            return -1;
        }
        byte[] some = new byte[(int) Math.min(target.remaining(), size - position)];
        Long first = pieces.floorKey(position);
        for (Map.Entry<Long, byte[]> piece : pieces.tailMap(first == null ? position : first).entrySet()) {
            long at = piece.getKey() - position;
            if (at >= some.length) {
                break;
            }
            for (int i = (int) Math.max(0, -at); i < piece.getValue().length && at + i < some.length; i++) {
                some[(int) at + i] = piece.getValue()[i];
            }
        }
        target.put(some);
        position += some.length;
        return some.length;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
