package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.testing.ScriptedFtp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What servers do when they hear a NOOP in the middle of a transfer. */
class NoopTrapsTest {

    private static final String FILE = "0123456789";

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(new Config.Ftp(Harness.LIMITS.connect(), Harness.LIMITS.reply(),
            Harness.LIMITS.stall(), Harness.LIMITS.queue(), Harness.LIMITS.idle(), 2, Duration.ofMillis(50)));
    private final RemoteLogin login = bed.login();

    private interface Talk {
        void with(ScriptedFtp.Conversation client) throws IOException;
    }

    /** A file that doesn't come before two NOOPs were heard. */
    private void sends(Talk meanwhile, Talk afterwards) {
        server.on("RETR", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                hear(client);
                hear(client);
                meanwhile.with(client);
                data.getOutputStream().write(FILE.getBytes(StandardCharsets.UTF_8));
            }
            afterwards.with(client);
        });
    }

    private static void hear(ScriptedFtp.Conversation client) throws IOException {
        String line = client.hear();
        if (!"NOOP".equals(line)) {
            throw new IOException("heard " + line);
        }
    }

    private static void say(ScriptedFtp.Conversation client, String... replies) throws IOException {
        for (String reply : replies) {
            client.say(reply);
        }
    }

    private void readTwice() throws Exception {
        assertEquals(FILE, new String(harness.read(login, "/file"), StandardCharsets.UTF_8));
        assertEquals(FILE, new String(harness.read(login, "/file"), StandardCharsets.UTF_8));
    }

    /** Otherwise it would have forgotten who asked. */
    @Test
    void someNeedThemToStayAwake() throws Exception {
        sends(client -> say(client, "200 fine", "200 fine"), client -> client.say("226 done"));
        readTwice();
        assertEquals(1, server.connections());
    }

    @Test
    void someAnswerAroundTheLastReply() throws Exception {
        sends(client -> client.say("200 fine"), client -> say(client, "226 done", "200 fine"));
        readTwice();
        assertEquals(1, server.connections());
    }

    @Test
    void someAnswerAllAtTheEnd() throws Exception {
        sends(client -> {}, client -> say(client, "250 done", "200 fine", "200 fine"));
        readTwice();
        assertEquals(1, server.connections());
    }

    @Test
    void someDoNotKnowIt() throws Exception {
        sends(client -> say(client, "500 what", "502 no"), client -> client.say("226 done"));
        readTwice();
        assertEquals(1, server.connections());
    }

    /** Nobody knows what their next reply will mean. */
    @Test
    void someNeverAnswer() throws Exception {
        sends(client -> {}, client -> client.say("226 done"));
        readTwice();
        assertEquals(2, server.connections());
    }

    @Test
    void aFailureIsStillOne() throws Exception {
        sends(client -> client.say("200 fine"), client -> say(client, "200 fine", "451 disk error"));
        Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.read(login, "/file"));
    }

    @Test
    void someAnswerOnlyWhenTheyAreAskedSomethingElse() throws Exception {
        server.on("STOR", (client, argument) -> {
            client.say("150 give");
            try (Socket data = client.data()) {
                hear(client);
                data.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            client.say("226 done");
        }).on("SIZE", (client, argument) -> {
            if (argument.contains(".part")) {
                client.say("200 fine");
            }
            client.say(argument.contains(".part") ? "213 10" : "550 none");
        })
                .on("CWD", (client, argument) -> client.say(argument.contains("file") ? "550 none" : "250 there"))
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 renamed");
        assertTrue(harness.put(login, "/file", ConflictPolicy.REPLACE, 0, FILE.getBytes(StandardCharsets.UTF_8)));
        assertEquals(1, server.received().stream().filter("RNTO /file"::equals).count());
    }
}
