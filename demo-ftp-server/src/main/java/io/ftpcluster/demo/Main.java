package io.ftpcluster.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.apache.ftpserver.ftplet.FtpException;
import org.slf4j.LoggerFactory;

/**
 * Serves folders, each by an FTP server of its own, until its standard input ends: so it doesn't outlive the program that
 * started it, however that ends.
 *
 * <p>Standard input says what to serve, as {@link DataInputStream} reads it: login and password (UTF), the number of
 * folders (int), and each of them (UTF). Standard output then has one line {@code port NUMBER} for each folder, in the
 * same order.
 */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Not by exit(), which would wait for the hook, which waits for this.
        Runtime.getRuntime().halt(run());
    }

    private static int run() {
        try {
            LogManager.getLogManager().readConfiguration(Main.class.getResourceAsStream("logging.properties"));
            ignoreSignals();
            DataInputStream input = new DataInputStream(System.in);
            serve(input);
            input.transferTo(OutputStream.nullOutputStream());
            return 0;
        } catch (Throwable e) {
            // Whatever it is: threads of a server that has started would keep a process that nobody knows.
            LoggerFactory.getLogger(Main.class).error("The FTP servers failed", e);
            return 1;
        }
    }

    private static void serve(DataInputStream input) throws IOException, FtpException {
        String username = input.readUTF();
        String password = input.readUTF();
        int folders = input.readInt();
        for (int i = 0; i < folders; i++) {
            int port = DemoFtpServer.start(Path.of(input.readUTF()), username, password);
            System.out.println("port " + port);
        }
    }

    /** A terminal's Ctrl+C reaches all processes, but the portal still finishes transfers, and needs the servers for that. */
    private static void ignoreSignals() {
        Thread serving = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                serving.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "until-input-ends"));
    }
}
