package io.ftpcluster.master.http.response;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * gzip for texts that the portal makes itself, where the client takes it (RFC 9110, 12.5.3). Files are sent as they are: they are mostly
 * compressed already, and ranges are of their own bytes. Nothing that a page says depends on a secret beside what strangers can have put
 * into it: other sites' requests come without a session.
 */
public final class Compression {

    private static final String GZIP = "gzip";
    /** Less than one packet gains nothing. */
    private static final int WORTH_IT = 1024;

    private Compression() {}

    /** Whether the client takes it. */
    public static boolean isAccepted(HttpServerRequest request) {
        boolean any = false;
        for (String header : request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)) {
            for (String coding : header.split(",", -1)) {
                String[] parts = coding.split(";", -1);
                boolean taken = parts.length < 2 || !parts[1].replace(" ", "").matches("(?i)q=0(\\.0*)?");
                String name = parts[0].strip();
                if (name.equalsIgnoreCase(GZIP)) {
                    return taken;
                }
                any |= taken && name.equals("*");
            }
        }
        return any;
    }

    /** Ends the response with this text, compressed where that is worth it. */
    public static void end(HttpServerRequest request, Buffer text) {
        HttpServerResponse response = request.response();
        vary(response);
        if (text.length() < WORTH_IT || !isAccepted(request)) {
            response.end(text);
        } else {
            announce(response);
            response.end(Buffer.buffer(compress(text.getBytes(), Deflater.BEST_SPEED)));
        }
    }

    /** To the headers of what is compressed. */
    public static void announce(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
    }

    /** To the headers of what may be compressed: who keeps it must look at what the next client takes. */
    public static void vary(HttpServerResponse response) {
        String before = response.headers().get(HttpHeaders.VARY);
        response.putHeader(HttpHeaders.VARY, before == null ? "Accept-Encoding" : before + ", Accept-Encoding");
    }

    /** What is flushed there has left the compressor, too. */
    public static OutputStream stream(OutputStream out) throws IOException {
        return new LeveledGzip(out, Deflater.BEST_SPEED, true);
    }

    /** As small as it gets, for what is kept. */
    public static byte[] best(byte[] content) {
        return compress(content, Deflater.BEST_COMPRESSION);
    }

    private static byte[] compress(byte[] content, int level) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 4 + 64);
        try (GZIPOutputStream gzip = new LeveledGzip(out, level, false)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final class LeveledGzip extends GZIPOutputStream {
        LeveledGzip(OutputStream out, int level, boolean syncFlush) throws IOException {
            super(out, 8192, syncFlush);
            def.setLevel(level);
        }
    }
}
