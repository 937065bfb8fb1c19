package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.master.files.ftp.tls.Tls;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * The control connection: TCP, TLS where that is asked for, commands out and replies in. Each byte is one character, so
 * that names pass unharmed whatever their charset.
 */
final class Control {

    /** A greeting of many lines and a chain of certificates fit easily. */
    private static final long CONNECT_BYTES = 256 * 1024;
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final BoundedSocket plain;
    private final Tls tls;
    private final FtpSecurity security;
    private InputStream input;
    private OutputStream output;
    private ReplyReader replies;

    /**
     * @param plain not connected yet
     * @param tls null without TLS
     */
    Control(BoundedSocket plain, Tls tls, FtpSecurity security) {
        this.plain = plain;
        this.tls = tls;
        this.security = security;
    }

    /**
     * Connects and secures the connection where the server lets the portal in.
     *
     * @param limit for all of it
     * @return the greeting
     */
    Reply connect(InetAddress address, int port, Duration limit, SessionObserver observer) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Runnable allowance = () -> plain
                .allow(Duration.ofNanos(Math.max(MOMENT.toNanos(), deadline - System.nanoTime())), CONNECT_BYTES);
        allowance.run();
        plain.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
        observer.connected();
        if (security == FtpSecurity.IMPLICIT) {
            secure(port, observer);
        } else {
            use(plain);
        }
        Reply greeting = replies.read(allowance);
        if (greeting.isPreliminary()) {
            // 120: in some minutes.
            greeting = replies.read(allowance);
        }
        if (security == FtpSecurity.EXPLICIT) {
            observer.greeted(inUtf8(greeting));
            if (greeting.isPositive()) {
                askForTls(allowance);
                secure(port, observer);
            }
        }
        return greeting;
    }

    private static Reply inUtf8(Reply raw) {
        List<String> lines = raw.lines()
                .stream()
                .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .toList();
        return new Reply(raw.code(), lines);
    }

    private void askForTls(Runnable allowance) throws IOException {
        send("AUTH TLS\r\n");
        Reply reply = inUtf8(replies.read(allowance));
        if (reply.code() != 234 && reply.code() != 334) {
            throw new SSLException(reply.shown());
        }
        if (hasUnread()) {
            // Somebody between could have said that, and it would be taken for the server's word under TLS.
            throw new SSLException("the server said more than its answer before TLS began");
        }
    }

    private void secure(int port, SessionObserver observer) throws IOException {
        SSLSocket secured = tls.secure(plain, port);
        use(secured);
        observer.secured(secured.getSession());
    }

    private void use(Socket socket) throws IOException {
        input = socket.getInputStream();
        output = socket.getOutputStream();
        replies = new ReplyReader(input, plain);
    }

    /**
     * Sends what may be several commands, each with its CR LF, in one write. Byte 255 isn't doubled, though telnet wants it
     * (RFC 854): vsftpd and others take two of them for two, and wouldn't find the name.
     */
    void send(String lines) throws IOException {
        output.write(lines.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    /** See {@link ReplyReader#read}. */
    Reply read(Runnable allowance) throws IOException {
        return replies.read(allowance);
    }

    /** Whether more was read than belongs to the replies so far. */
    boolean hasBuffered() {
        return replies != null && replies.hasBuffered();
    }

    /** Whether something arrived that nobody asked for: the next reply would be read as the answer to another command. */
    boolean hasUnread() throws IOException {
        if (replies.hasBuffered() || input.available() > 0) {
            return true;
        }
        // Under TLS there may be tickets only, which are for TLS alone.
        return input != plain.getInputStream() && plain.getInputStream().available() > 0 && replies.arrives(MOMENT);
    }
}
