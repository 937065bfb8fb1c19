package io.ftpcluster.master.telemetry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
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

/** As much of SMTP (RFC 5321) and AUTH PLAIN (RFC 4954) as takes a mail from {@code portal} with the password s3cret. */
final class SmtpServer implements AutoCloseable {

    private static final String LOGIN = Base64.getEncoder().encodeToString("\0portal\0s3cret".getBytes(
            StandardCharsets.UTF_8));

    private final ServerSocket listener;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();

    record Received(String from, List<String> to, String text) {}

    SmtpServer() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
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
        try (socket;
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                        StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
            talk(in, out);
        } catch (IOException closed) {
            // The client went away; what came whole was taken.
            return;
        }
    }

    private void talk(BufferedReader in, PrintWriter out) throws IOException {
        out.print("220 mail.example ESMTP\r\n");
        out.flush();
        String from = null;
        List<String> to = new ArrayList<>();
        boolean known = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            String answer = "250 ok";
            if (command.startsWith("EHLO")) {
                answer = "250-mail.example\r\n250 AUTH PLAIN";
            } else if (command.startsWith("AUTH PLAIN")) {
                known = line.substring("AUTH PLAIN ".length()).equals(LOGIN);
                answer = known ? "235 welcome" : "535 wrong";
            } else if (command.startsWith("MAIL FROM:")) {
                from = address(line);
                answer = known ? "250 ok" : "530 log in first";
            } else if (command.startsWith("RCPT TO:")) {
                to.add(address(line));
            } else if (command.equals("DATA")) {
                out.print("354 go on\r\n");
                out.flush();
                String text = text(in);
                boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                answer = refused ? "451 later" : "250 ok";
                received.add(new Received(from, List.copyOf(to), text));
            } else if (command.equals("QUIT")) {
                answer = "221 bye";
            }
            out.print(answer + "\r\n");
            out.flush();
        }
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
