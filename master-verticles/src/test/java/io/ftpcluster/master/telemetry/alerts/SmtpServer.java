package io.ftpcluster.master.telemetry.alerts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** As much of SMTP (RFC 5321), STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954) as takes a mail from {@code portal} with the password s3cret. */
final class SmtpServer implements AutoCloseable {

    private static final String LOGIN = Base64.getEncoder()
            .encodeToString("\0portal\0s3cret".getBytes(StandardCharsets.UTF_8));

    private final ServerSocket listener;
    private final Tls tls;
    private final SSLContext certificate;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();

    public record Received(String from, List<String> to, String text) {}

    enum Tls {
        NONE,
        /** Offered, and needed for the login. */
        STARTTLS,
        FROM_THE_FIRST_BYTE
    }

    SmtpServer() throws IOException {
        this("127.0.0.1", Tls.NONE, null);
    }

    /** @param certificate the server's, null without TLS */
    SmtpServer(String host, Tls tls, SSLContext certificate) throws IOException {
        this.tls = tls;
        this.certificate = certificate;
        listener = new ServerSocket(0, 10, InetAddress.getByName(host));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    Received next() throws InterruptedException {
        Received mail = received.poll(20, TimeUnit.SECONDS);
        if (mail == null) {
            throw new AssertionError("No mail came");
        }
        return mail;
    }

    /** The next mail comes whole and isn't taken. */
    void refuseNext() {
        refusals.incrementAndGet();
    }

    boolean hasReceived() {
        return !received.isEmpty();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; Socket first = tls == Tls.FROM_THE_FIRST_BYTE ? secured(socket) : socket) {
            say(first, "220 mail.example ESMTP");
            if (talk(first, tls != Tls.STARTTLS)) {
                try (Socket second = secured(first)) {
                    talk(second, true);
                }
            }
        } catch (IOException closed) {
            // The client went away; what came whole was taken.
            return;
        }
    }

    private Socket secured(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) certificate.getSocketFactory()
                .createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns true when TLS is to begin now. */
    private boolean talk(Socket socket, boolean mayLogIn) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String from = null;
        List<String> to = new ArrayList<>();
        boolean known = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            String answer = "250 ok";
            if (command.startsWith("EHLO")) {
                answer = "250-mail.example\r\n250 " + (mayLogIn ? "AUTH PLAIN" : "STARTTLS");
            } else if (command.equals("STARTTLS")) {
                say(socket, "220 go on");
                return true;
            } else if (command.startsWith("AUTH PLAIN")) {
                known = line.substring("AUTH PLAIN ".length()).equals(LOGIN);
                answer = known ? "235 welcome" : "535 wrong";
            } else if (command.startsWith("MAIL FROM:")) {
                from = address(line);
                answer = known ? "250 ok" : "530 log in first";
            } else if (command.startsWith("RCPT TO:")) {
                to.add(address(line));
            } else if (command.equals("DATA")) {
                say(socket, "354 go on");
                String text = text(in);
                boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                answer = refused ? "451 later" : "250 ok";
                received.add(new Received(from, List.copyOf(to), text));
            } else if (command.equals("QUIT")) {
                answer = "221 bye";
            }
            say(socket, answer);
        }
        return false;
    }

    private static String address(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private static String text(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
