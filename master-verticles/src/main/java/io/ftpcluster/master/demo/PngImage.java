package io.ftpcluster.master.demo;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A small picture in PNG (ISO/IEC 15948), without AWT, which would cost the demo tens of megabytes. */
final class PngImage {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte BITS_PER_SAMPLE = 8;
    private static final byte TRUECOLOUR = 2;

    private PngImage() {}

    static void writeGradient(int width, int height, OutputStream out) throws IOException {
        DataOutputStream png = new DataOutputStream(out);
        png.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[]{BITS_PER_SAMPLE, TRUECOLOUR, 0, 0, 0});
        chunk(png, "IHDR", header.toByteArray());
        chunk(png, "IDAT", rows(width, height));
        chunk(png, "IEND", new byte[0]);
        png.flush();
    }

    private static byte[] rows(int width, int height) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            for (int y = 0; y < height; y++) {
                deflater.write(0); // no filter in this row
                for (int x = 0; x < width; x++) {
                    deflater.write(24 + 60 * x / width);
                    deflater.write(36 + 160 * y / height);
                    deflater.write(48 + 200 * x / width);
                }
            }
        }
        return compressed.toByteArray();
    }

    private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        png.writeInt(data.length);
        png.write(name);
        png.write(data);
        png.writeInt((int) check.getValue());
    }
}
