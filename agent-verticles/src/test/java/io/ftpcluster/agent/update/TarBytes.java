package io.ftpcluster.agent.update;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A .tar.gz with whatever a test wants in it, also what no program would pack. */
final class TarBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes folder(String name) {
        return entry(name, 0755, '5', new byte[0]);
    }

    TarBytes file(String name, int mode, String content) {
        return entry(name, mode, '0', content.getBytes(StandardCharsets.UTF_8));
    }

    TarBytes link(String name) {
        return entry(name, 0777, '2', new byte[0]);
    }

    private TarBytes entry(String name, int mode, char type, byte[] content) {
        byte[] header = new byte[512];
        text(header, 0, name);
        text(header, 100, "%07o\0".formatted(mode));
        text(header, 108, "0000000\0");
        text(header, 116, "0000000\0");
        text(header, 124, "%011o\0".formatted(content.length));
        text(header, 136, "00000000000\0");
        header[156] = (byte) type;
        text(header, 157, type == '2' ? "/etc" : "");
        text(header, 257, "ustar\0" + "00");
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    private static void text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    byte[] gzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(out.toByteArray());
            gzip.write(new byte[1024]);
        }
        return packed.toByteArray();
    }
}
