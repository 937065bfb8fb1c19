package io.ftpcluster.agent.enrolment;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.net.PortalConnection;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single HTTP requests to masters, each within a deadline, however slowly the answer comes. Redirections are not followed. */
final class PortalClient {

    private static final int LONGEST_BODY = 64 * 1024;
    private static final int FIRST_ERROR = 400;

    private final PortalConnection connections;
    private final Duration patience;

    /**
     * @param agent for the User-Agent header
     * @param fingerprint of the only certificate that is trusted; null for the system's trust
     * @param patience with one request
     */
    PortalClient(String agent, String fingerprint, Duration patience) {
        // The deadline is for the whole exchange; this one only keeps a thread from waiting for ever.
        this.connections = new PortalConnection(agent, fingerprint, patience.multipliedBy(2));
        this.patience = patience;
    }

    /** @param body null for a GET */
    PortalAnswer send(Endpoint master, String path, Secret bearer, byte[] body) throws IOException {
        HttpURLConnection connection = connections.open(master, path, bearer, "application/json");
        FutureTask<PortalAnswer> exchange = new FutureTask<>(() -> exchange(connection, body));
        Thread thread = new Thread(exchange, "enrol-request");
        thread.setDaemon(true);
        thread.start();
        try {
            return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it didn't answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } finally {
            exchange.cancel(true);
            connection.disconnect();
        }
    }

    private static PortalAnswer exchange(HttpURLConnection connection, byte[] body) throws IOException {
        if (body != null) {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("what answers doesn't speak HTTP");
        }
        try (InputStream in = status < FIRST_ERROR ? connection.getInputStream() : connection.getErrorStream()) {
            return new PortalAnswer(status, connection.getHeaderField("Location"),
                    connection.getHeaderField("Retry-After"),
                    in == null ? "" : new String(in.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8));
        }
    }
}
