package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Metric;
import io.ftpcluster.messages.Telemetry.Resolution;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Packs {@link Points} for the database: values rounded to 12 bits (0.02 %), each as its difference from the one before,
 * the highest as its difference from the mean, byte by byte, deflated (RFC 1951), in Base64. Not thread-safe.
 * <p>
 * Metrics that came later follow in a group of their own behind the first ones, when there is a value of them. So chunks of
 * former versions can be read, and nodes of a former version read these: they stop behind what they know.
 */
public final class PointsCodec implements AutoCloseable {

    private static final byte VERSION = 1;
    private static final int HEAD = 3;
    private static final int KEPT_BITS = 0xFFFFF000;
    private static final int HALF = 0x800;
    /** How many metrics each version added, in the order of {@link Metric}. */
    private static final int[] GROUPS = {8, 2};
    private static final int BYTES_A_METRIC = 2 * Integer.BYTES;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] packed = new byte[8192];

    Chunk chunk(String serverId, Resolution resolution, long start, Points points) {
        return new Chunk(serverId, resolution, start, encode(points));
    }

    String encode(Points points) {
        byte[] plain = plain(points);
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
    public Points decode(String text, Resolution resolution) {
        byte[] given = Base64.getDecoder().decode(text);
        if (given.length < HEAD || given[0] != VERSION) {
            throw new IllegalArgumentException("Points of an unknown format");
        }
        int size = ((given[1] & 0xFF) << 8) | (given[2] & 0xFF);
        byte[] plain = new byte[size * Points.METRICS * BYTES_A_METRIC];
        int length = inflate(given, plain);
        Points points = new Points(TimeBuckets.points(resolution));
        int start = 0;
        int metric = 0;
        for (int group : GROUPS) {
            // One that isn't there at all was written by a version that didn't know it, or would be empty.
            if (metric > 0 && start == length) {
                break;
            }
            int bytes = size * group * BYTES_A_METRIC;
            if (start + bytes > length) {
                throw new IllegalArgumentException("Points end early");
            }
            read(points, Arrays.copyOfRange(plain, start, start + bytes), size, metric, group);
            start += bytes;
            metric += group;
        }
        return points;
    }

    /** Returns how much there was, of what fits. */
    private int inflate(byte[] given, byte[] plain) {
        inflater.reset();
        inflater.setInput(given, HEAD, given.length - HEAD);
        try {
            int length = 0;
            while (length < plain.length && !inflater.finished() && !inflater.needsInput()) {
                length += inflater.inflate(plain, length, plain.length - length);
            }
            return length;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("Points that can't be read", e);
        }
    }

    private static byte[] plain(Points points) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(points.size() * Points.METRICS * BYTES_A_METRIC);
        int metric = 0;
        for (int group : GROUPS) {
            if (metric == 0 || hasAny(points, metric)) {
                plain.writeBytes(planes(words(points, metric, group)));
            }
            metric += group;
        }
        return plain.toByteArray();
    }

    /** Whether there is a value of this metric or a later one. */
    private static boolean hasAny(Points points, int from) {
        for (int metric = from; metric < Points.METRICS; metric++) {
            for (int point = 0; point < points.size(); point++) {
                if (!Float.isNaN(points.mean(point, metric))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int[] words(Points points, int from, int metrics) {
        int size = points.size();
        int[] words = new int[size * 2 * metrics];
        for (int metric = 0; metric < metrics; metric++) {
            int before = 0;
            for (int point = 0; point < size; point++) {
                int mean = rounded(points.mean(point, from + metric));
                words[metric * size + point] = mean ^ before;
                words[(metrics + metric) * size + point] = rounded(points.highest(point, from + metric)) ^ mean;
                before = mean;
            }
        }
        return words;
    }

    private static void read(Points points, byte[] planes, int size, int from, int metrics) {
        int count = size * 2 * metrics;
        for (int metric = 0; metric < metrics; metric++) {
            int before = 0;
            for (int point = 0; point < size; point++) {
                before ^= word(planes, count, metric * size + point);
                int high = before ^ word(planes, count, (metrics + metric) * size + point);
                points.set(point, from + metric, Float.intBitsToFloat(before), Float.intBitsToFloat(high));
            }
        }
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
