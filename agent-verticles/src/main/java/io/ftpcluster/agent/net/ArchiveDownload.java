package io.ftpcluster.agent.net;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Fetches one file of a known size and SHA-256 from a master, with the agent's token and whom links trust. Not a byte more than the
 * size is taken, redirections are not followed, and its end comes within the patience, however slowly bytes come.
 */
public final class ArchiveDownload {

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int CHUNK = 32 * 1024;
    private static final int OK = 200;
    private static final int FIRST_SERVER_ERROR = 500;

    private final Secret token;
    private final PortalConnection connections;
    private final Duration patience;

    /**
     * @param agent for the User-Agent header
     * @param fingerprint of the only certificate that is trusted; null for the system's trust
     * @param patience with one file, and a read's time more at most
     */
    public ArchiveDownload(Secret token, String agent, String fingerprint, Duration patience) {
        this.token = token;
        this.connections = new PortalConnection(agent, fingerprint, SILENCE);
        this.patience = patience;
    }

    /** A master answered, and it wasn't with this file: it has another one, or says no. */
    public static final class WrongAnswerException extends IOException {
        private static final long serialVersionUID = 1;

        WrongAnswerException(String message) {
            super(message);
        }
    }

    /**
     * @param file is made; what is there when this fails is worth nothing
     * @param progress told how many bytes have come
     * @throws WrongAnswerException when asking again is of little use
     * @throws IOException when it can't be had now
     */
    public void fetch(Endpoint master, String path, long size, String sha256, Path file, LongConsumer progress)
            throws IOException, InterruptedException {
        HttpURLConnection connection = connections.open(master, path, token, "application/gzip");
        try {
            int status = connection.getResponseCode();
            if (status >= FIRST_SERVER_ERROR) {
                throw new IOException("the answer is HTTP status " + status);
            }
            if (status != OK) {
                throw new WrongAnswerException(
                        status < 0 ? "what answers doesn't speak HTTP" : "the answer is HTTP status " + status);
            }
            if (connection.getContentLengthLong() != size) {
                throw new WrongAnswerException(
                        "it has " + connection.getContentLengthLong() + " bytes there, not " + size);
            }
            try (InputStream in = connection.getInputStream();
                    OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                if (!copy(in, out, size, progress).equals(sha256)) {
                    throw new WrongAnswerException("it isn't what the portal signed: its SHA-256 is another");
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private String copy(InputStream in, OutputStream out, long size, LongConsumer progress)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        long come = 0;
        while (come < size) {
            int read = in.read(chunk, 0, (int) Math.min(chunk.length, size - come));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (read < 0) {
                throw new IOException("it ended after " + come + " of " + size + " bytes");
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(
                        "it didn't come within " + TimeUnit.NANOSECONDS.toSeconds(patience.toNanos()) + " s");
            }
            digest.update(chunk, 0, read);
            out.write(chunk, 0, read);
            come += read;
            progress.accept(come);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
