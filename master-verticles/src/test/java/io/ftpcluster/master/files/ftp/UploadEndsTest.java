package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.UploadMode;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers say at the end of an upload and after it, and those that take the file away then. */
class UploadEndsTest {

    private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final String LISTED = "-rw-r--r-- 1 a a 3 Jan  1  2020 other.txt\r\n";

    private final Map<String, Integer> disk = new ConcurrentHashMap<>(Map.of("/old", 3));
    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private String renamed;
    private boolean taking;

    @BeforeEach
    void script() {
        server.on("SIZE", (client, path) -> client.say(disk.containsKey(path) ? "213 " + disk.get(path) : "550 none"))
                .on("CWD", (client, path) -> client.say(path.equals("/") ? "250 there" : "550 none"))
                .on("STOR", (client, path) -> take(client, path, "226 done"))
                .on("RNFR", (client, path) -> {
                    renamed = path;
                    client.say(disk.containsKey(path) ? "350 and now" : "550 none");
                })
                .on("RNTO", (client, path) -> {
                    disk.put(path, disk.remove(renamed));
                    client.say("250 renamed");
                })
                .on("DELE", (client, path) -> client.say(disk.remove(path) == null ? "550 none" : "250 gone"))
                .on("LIST", (client, argument) -> client.transfer(LISTED, "226 done"));
    }

    private RemoteLogin login(UploadMode mode) {
        Servers.Settings settings = new Servers.Settings("alpha", "127.0.0.1", server.port(), FtpSecurity.NONE, null,
                null, null, null, null, mode);
        return new RemoteLogin(new Servers.Server("1", settings, Instant.EPOCH), "ann", new Secret("secret-word"),
                null);
    }

    private void take(ScriptedFtp.Conversation client, String path, String lastReply) throws IOException {
        client.say("150 give");
        try (Socket data = client.data()) {
            disk.put(path, data.getInputStream().readAllBytes().length);
        }
        if (taking) {
            disk.remove(path);
        }
        client.say(lastReply);
    }

    private boolean put(String path) throws Exception {
        return harness.put(login(UploadMode.ATOMIC), path, ConflictPolicy.REPLACE, 0, BYTES);
    }

    private long size(RemoteLogin login) {
        FileStreams.Handle old = harness.open(login, "/old");
        old.close();
        return old.info().size();
    }

    private long received(String start) {
        return server.received().stream().filter(line -> line.startsWith(start)).count();
    }

    /** The upload is good, and whoever comes next gets an answer of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"226 done|226 really", "250 done|226 really", "226 done|250 really", "226 done|226 b|226 c",
            "226-a|226-b|226 c|226 d", "226 done|426 connection closed", "150 still|226 done",
            "125 a|150 b|226 done|226 c", "200 done|225 open still"})
    void aLateAnswerMakesNoUploadBad(String replies) throws Exception {
        server.on("STOR", (client, path) -> take(client, path, replies.replace("|", "\r\n")));
        assertTrue(put("/file"));
        assertFalse(put("/file"));
        assertEquals(Map.of("/old", 3, "/file", 10), disk);
        RemoteLogin login = login(UploadMode.ATOMIC);
        assertEquals("other.txt", harness.list(login, RemotePath.TOP).entries().getFirst().name());
        assertEquals(3, size(login));
        assertEquals(3, server.connections(), "none is used again that has said too much");
    }

    /** What speaks of the file and not of the connection counts, however late. */
    @ParameterizedTest
    @CsvSource({"226 done|451 disk error,BACKEND_FAILED", "226 done|552 over quota,INSUFFICIENT_STORAGE",
            "226 done|452 no space,INSUFFICIENT_STORAGE", "250 done|226 b|551 what,BACKEND_FAILED"})
    void trustsALateRefusal(String replies, FailureCode code) throws Exception {
        server.on("STOR", (client, path) -> take(client, path, replies.replace("|", "\r\n")));
        Harness.failure(code, () -> put("/file"));
        assertEquals(Map.of("/old", 3), disk);
    }

    @Test
    void trustsALate426WhereSizeIsUnknown() throws Exception {
        server.answers("SIZE", "500 what").on("STOR", (client, path) -> take(client, path, "226 a\r\n426 b"));
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> put("/file"));
        assertTrue(failure.detail().contains("426 b"), failure.detail());
    }

    @Test
    void readsOnAfterASecond226OfADownload() throws Exception {
        server.on("RETR", (client, path) -> client.transfer("012", "226 done\r\n226 really"));
        RemoteLogin login = login(UploadMode.ATOMIC);
        for (int i = 0; i < 4; i++) {
            assertEquals("012", new String(harness.readWhole(login, "/old"), StandardCharsets.UTF_8));
            assertEquals(3, size(login));
        }
    }

    @Test
    void readsOnAfterASecond226OfAListing() throws Exception {
        server.on("LIST", (client, argument) -> client.transfer("lrwxrwxrwx 1 a a 3 Jan  1  2020 old -> x\r\n",
                "226 done\r\n226 really"));
        RemoteLogin login = login(UploadMode.ATOMIC);
        for (int i = 0; i < 4; i++) {
            Files.Info link = harness.list(login, RemotePath.TOP).entries().getFirst();
            assertEquals(Files.Type.FILE, link.type());
            assertEquals(3, link.size());
        }
    }

    /** It hasn't written all that it has confirmed. */
    @Test
    void looksAgainWhenTheFileIsStillShort() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.on("SIZE", (client, path) -> client
                .say(path.contains(".part") ? "213 " + (asked.incrementAndGet() < 3 ? 4 : 10) : "550 none"));
        assertTrue(put("/file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file", "/old"})
    void whatIsTakenAwayIsNoFailure(String path) throws Exception {
        taking = true;
        FileStreams.Sink sink = harness.files.upload(login(UploadMode.ATOMIC), RemotePath.parse(path),
                ConflictPolicy.REPLACE, 0, 1);
        sink.write(Buffer.buffer(new byte[1]));
        Harness.get(sink.commit());
        assertTrue(sink.takenAway());
        assertEquals(Map.of("/old", 3), disk);
    }

    /** The server looks for the source only when it has the target's name. */
    @Test
    void whatIsTakenAwayBeforeTheSecondHalfOfItsRenameIsNoFailure() throws Exception {
        taking = true;
        server.answers("RNFR", "350 and now")
                .answers("RNTO", "550 none")
                .answers("SIZE", "500 what")
                .on("LIST", (client, argument) -> client.transfer("", "226 done"));
        assertTrue(put("/file"));
    }

    @Test
    void whatIsThereButCannotBeRenamedIsAFailure() throws Exception {
        server.on("RNFR", (client, path) -> client
                .say(path.contains(".part.") || !path.contains(".part") ? "350 and now" : "550 locked"));
        Harness.failure(FailureCode.NOT_FOUND, () -> put("/file"));
        assertEquals(Map.of("/old", 3), disk);
    }

    @ParameterizedTest
    @CsvSource({"/file,true", "/file,false", "/old,true", "/old,false"})
    void goesStraightToItsNameWhereThatIsSet(String path, boolean take) throws Exception {
        taking = take;
        FileStreams.Sink sink = harness.files.upload(login(UploadMode.DIRECT), RemotePath.parse(path),
                ConflictPolicy.REPLACE, 0, 1);
        sink.write(Buffer.buffer(new byte[1]));
        assertEquals(path.equals("/file"), Harness.get(sink.commit()));
        assertFalse(sink.takenAway());
        assertEquals(1, received("STOR " + path));
        assertEquals(0, received("RN"));
        assertEquals(0, received("DELE"));
    }

    @Test
    void checksBeforeItGoesStraight() {
        RemoteLogin login = login(UploadMode.DIRECT);
        Harness.failure(FailureCode.EXISTS, () -> harness.put(login, "/old", ConflictPolicy.FAIL, 0, BYTES));
        Harness.failure(FailureCode.FORBIDDEN, () -> harness.put(login, "/old", ConflictPolicy.FORBID, 0, BYTES));
        Harness.failure(FailureCode.CONFLICT, () -> harness.put(login, "/none/x", ConflictPolicy.REPLACE, 0, BYTES));
        assertEquals(0, received("STOR"));
    }

    /** A part of a new file goes; under a name where a file was before, nobody knows what is there now. */
    @Test
    void removesAPartOnlyOfANewFile() throws Exception {
        server.on("STOR", (client, path) -> take(client, path, "426 cut"));
        for (String path : new String[]{"/file", "/old"}) {
            Harness.failure(FailureCode.BACKEND_FAILED,
                    () -> harness.put(login(UploadMode.DIRECT), path, ConflictPolicy.REPLACE, 0, BYTES));
        }
        assertEquals(1, received("DELE /file"));
        assertEquals(0, received("DELE /old"));
    }

    @Test
    void theTestOfTheServerSaysThatItTakesFiles() {
        taking = true;
        Diagnosed.of(login(UploadMode.ATOMIC))
                .has(Name.UPLOAD, Outcome.WARNING, "took the file away", "upload_mode to direct")
                .has(Name.DOWNLOAD, Outcome.SKIPPED, "took the test file away");
        Diagnosed.of(login(UploadMode.DIRECT))
                .has(Name.UPLOAD, Outcome.OK, "straight to its name")
                .has(Name.DELETE, Outcome.SKIPPED, "took the test file away");
        taking = false;
        server.on("RETR", (client, path) -> client.transfer("x", "226 done"));
        Diagnosed.of(login(UploadMode.DIRECT))
                .has(Name.UPLOAD, Outcome.OK, "unfinished uploads")
                .has(Name.DELETE, Outcome.OK);
    }
}
