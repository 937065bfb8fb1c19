package io.ftpcluster.master.audit;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Messages as RFC 5424 has them, over UDP, or over TCP or TLS with the length before each (RFC 6587, RFC 5425). None of these is
 * acknowledged: what a server that dies has taken but not stored is lost, which nobody notices here.
 */
final class AuditSyslog implements AuditTarget {

    /** Facility authpriv, severity notice. */
    private static final int PRIORITY = 10 * 8 + 5;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int MOST_HOST_NAME = 255;

    private final Config.AuditLog.Syslog server;
    private final SystemTrust trust;
    private final String header;
    private volatile Socket stream;
    private volatile DatagramSocket datagrams;

    AuditSyslog(Config.AuditLog.Syslog server, SystemTrust trust, String node) {
        this.server = server;
        this.trust = trust;
        String host = node.replaceAll("[^!-~]", "?");
        this.header = (host.length() <= MOST_HOST_NAME ? host : host.substring(0, MOST_HOST_NAME)) + " ftpcluster "
                + ProcessHandle.current().pid() + " audit - ";
    }

    private byte[] message(String line) {
        return ("<" + PRIORITY + ">1 " + Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + header + line)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int send(List<String> lines) throws IOException {
        if (server.transport() == Config.SyslogTransport.UDP) {
            return sendDatagrams(lines);
        }
        Socket open = connected();
        boolean sent = false;
        try {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (String line : lines) {
                byte[] message = message(line);
                frames.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
                frames.writeBytes(message);
            }
            open.getOutputStream().write(frames.toByteArray());
            open.getOutputStream().flush();
            sent = true;
        } finally {
            if (!sent) {
                close();
            }
        }
        return lines.size();
    }

    private int sendDatagrams(List<String> lines) throws IOException {
        if (datagrams == null) {
            datagrams = new DatagramSocket();
        }
        InetAddress address = InetAddress.getByName(server.host());
        for (int i = 0; i < lines.size(); i++) {
            byte[] message = message(lines.get(i));
            try {
                datagrams.send(new DatagramPacket(message, message.length, address, server.port()));
            } catch (IOException e) {
                if (i > 0) {
                    return i;
                }
                throw e;
            }
        }
        return lines.size();
    }

    private Socket connected() throws IOException {
        if (stream != null && !hasEnded(stream)) {
            return stream;
        }
        close();
        Socket plain = new Socket();
        stream = plain;
        plain.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
        plain.setKeepAlive(true);
        stream = server.transport() == Config.SyslogTransport.TLS ? secured(plain) : plain;
        return stream;
    }

    /** A server says nothing; that it has gone would be noticed only after something was lost. */
    private static boolean hasEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private SSLSocket secured(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{trust.manager()}, null);
            plain.setSoTimeout(CONNECT_MILLIS);
            SSLSocket tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(plain, server.host(), server.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        } catch (GeneralSecurityException e) {
            throw new EOFException("TLS can't be used: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // It is of no use any more, and that is all that is wanted.
            stream = null;
        } finally {
            stream = null;
        }
        if (datagrams != null) {
            datagrams.close();
            datagrams = null;
        }
    }
}
