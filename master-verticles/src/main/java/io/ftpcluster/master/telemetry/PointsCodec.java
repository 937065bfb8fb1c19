package io.ftpcluster.master.telemetry;

import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Packs {@link Points} for the database: values rounded to 12 bits (0.02 %), each as its difference from the one before,
 * the highest as its difference from the mean, byte by byte, deflated (RFC 1951), in Base64. Not thread-safe.
 */
final class PointsCodec implements AutoCloseable {

    private static final byte VERSION = 1;
    private static final int HEAD = 3;
    private static final int KEPT_BITS = 0xFFFFF000;
    private static final int HALF = 0x800;
    private static final int VALUES = 2 * Points.METRICS;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] packed = new byte[8192];

    Chunk chunk(String serverId, Resolution resolution, long start, Points points) {
        return new Chunk(serverId, resolution, start, encode(points));
    }

    String encode(Points points) {
        byte[] plain = planes(words(points));
        // What can't be deflated grows, by 5 bytes for each 16 KB.
        if (packed.length < plain.length + 1024) {
            packed = new byte[plain.length + 1024];
        }
        packed[0] = VERSION;
        packed[1] = (byte) (points.size() >> 8);
        packed[2] = (byte) points.size();
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        int length = HEAD + deflater.deflate(packed, HEAD, packed.length - HEAD);
        byte[] exact = Arrays.copyOf(packed, length);
        return Base64.getEncoder().withoutPadding().encodeToString(exact);
    }

    /** @throws IllegalArgumentException when it isn't what {@link #encode} made */
    Points decode(String text, Resolution resolution) {
        byte[] given = Base64.getDecoder().decode(text);
        if (given.length < HEAD || given[0] != VERSION) {
            throw new IllegalArgumentException("Points of an unknown format");
        }
        int size = ((given[1] & 0xFF) << 8) | (given[2] & 0xFF);
        byte[] plain = new byte[size * VALUES * Integer.BYTES];
        inflater.reset();
        inflater.setInput(given, HEAD, given.length - HEAD);
        try {
            int length = 0;
            while (length < plain.length && !inflater.finished() && !inflater.needsInput()) {
                length += inflater.inflate(plain, length, plain.length - length);
            }
            if (length != plain.length) {
                throw new IllegalArgumentException("Points end early");
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("Points that can't be read", e);
        }
        return points(plain, size, Grid.points(resolution));
    }

    private static int[] words(Points points) {
        int size = points.size();
        int[] words = new int[size * VALUES];
        for (int metric = 0; metric < Points.METRICS; metric++) {
            int before = 0;
            for (int point = 0; point < size; point++) {
                int mean = rounded(points.mean(point, metric));
                words[metric * size + point] = mean ^ before;
                words[(Points.METRICS + metric) * size + point] = rounded(points.highest(point, metric)) ^ mean;
                before = mean;
            }
        }
        return words;
    }

    private static Points points(byte[] planes, int size, int limit) {
        Points points = new Points(limit);
        int count = size * VALUES;
        for (int metric = 0; metric < Points.METRICS; metric++) {
            int before = 0;
            for (int point = 0; point < size; point++) {
                before ^= word(planes, count, metric * size + point);
                int high = before ^ word(planes, count, (Points.METRICS + metric) * size + point);
                points.set(point, metric, Float.intBitsToFloat(before), Float.intBitsToFloat(high));
            }
        }
        return points;
    }

    /** All first bytes, then all second ones: alike stands beside alike. */
    private static byte[] planes(int[] words) {
        byte[] planes = new byte[words.length * Integer.BYTES];
        for (int i = 0; i < words.length; i++) {
            for (int plane = 0; plane < Integer.BYTES; plane++) {
                planes[plane * words.length + i] = (byte) (words[i] >> (8 * plane));
            }
        }
        return planes;
    }

    private static int word(byte[] planes, int count, int at) {
        int word = 0;
        for (int plane = 0; plane < Integer.BYTES; plane++) {
            word |= (planes[plane * count + at] & 0xFF) << (8 * plane);
        }
        return word;
    }

    private static int rounded(float value) {
        int bits = Float.floatToIntBits(value);
        return Float.isNaN(value) ? bits : (bits + HALF) & KEPT_BITS;
    }

    /** Frees what the packers hold outside the heap. */
    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
