package io.ftpcluster.agent.net;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The opening handshake (RFC 6455, 4.1) with the agent's token and subprotocol. */
final class Upgrade {

    /** RFC 6455, 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MOST_SECONDS = 86_400;

    private final String key;
    private final String request;
    private final boolean tls;

    Upgrade(Endpoint endpoint, Secret token, String agent, SecureRandom random) {
        byte[] nonce = new byte[KEY_BYTES];
        random.nextBytes(nonce);
        tls = endpoint.tls();
        key = Base64.getEncoder().encodeToString(nonce);
        request = "GET " + Protocol.PATH + " HTTP/1.1\r\nHost: " + endpoint.authority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\nSec-WebSocket-Protocol: " + Protocol.SUBPROTOCOL + "\r\nAuthorization: Bearer "
                + token.value() + "\r\nUser-Agent: " + agent + "\r\n\r\n";
    }

    /** @throws UpgradeRefused for another status than 101 */
    void perform(InputStream in, OutputStream out) throws IOException {
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        String[] lines = head(in).split("\r?\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        int status = status(lines[0]);
        if (status != SWITCHING_PROTOCOLS) {
            throw new UpgradeRefused(status, retryAfter(headers.get("retry-after")));
        }
        check(headers);
    }

    /** Byte by byte, so that nothing of the first frame is taken; the stream is buffered. */
    private String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(256);
        while (head.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed instead of answered"
                        + (tls ? "" : "; perhaps it wants TLS, and MASTER_URL https://"));
            }
            head.append((char) next);
            if (next == '\n' && (endsWith(head, "\r\n\r\n") || endsWith(head, "\n\n"))) {
                return head.toString();
            }
        }
        throw new IOException("an answer that is too long");
    }

    private static boolean endsWith(StringBuilder text, String end) {
        return text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0;
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("what answers doesn't speak HTTP/1.1");
        }
        return Integer.parseInt(line.substring("HTTP/1.1 ".length(), "HTTP/1.1 xxx".length()));
    }

    /** A date isn't understood: it would need a clock that is right. */
    private static int retryAfter(String value) {
        return value != null && value.matches("[0-9]{1,6}") ? Math.min(Integer.parseInt(value), MOST_SECONDS) : 0;
    }

    private void check(Map<String, String> headers) throws IOException {
        boolean upgraded = "websocket".equalsIgnoreCase(headers.get("upgrade"))
                && accept().equals(headers.get("sec-websocket-accept"));
        if (!upgraded) {
            throw new IOException("what answers doesn't speak WebSocket");
        }
        if (!Protocol.SUBPROTOCOL.equals(headers.get("sec-websocket-protocol"))) {
            throw new IOException("the portal doesn't speak " + Protocol.SUBPROTOCOL);
        }
        if (headers.containsKey("sec-websocket-extensions")) {
            throw new IOException("the portal uses an extension that wasn't asked for");
        }
    }

    private String accept() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
