package io.ftpcluster.master.cli.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.CliProcess;
import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.master.cli.remote.RemoteCli;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers of the real program that end in the middle, on a server that is slow enough for that, and those that go on. */
class InterruptedTransfersIT {

    private static final String PASSWORD = "anna's passphrase";
    private static final int PATIENCE_SECONDS = 120;
    private static final int SIZE = 8_000_000;
    private static final int ENOUGH = 1_500_000;

    @TempDir
    private Path directory;
    private Vsftpd server;
    private RunningPortal portal;
    private RemoteCli anna;
    private Path password;
    private Path here;
    private String permission;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(bytes);
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE, "write_enable=YES",
                "local_max_rate=1500000");
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addServer("alpha", server.port());
        portal.addUser("anna", PASSWORD);
        permission = portal.permit("anna", "alpha", server.user(), server.password());
        anna = new RemoteCli(portal.url(), "anna", PASSWORD, directory);
        password = Files.writeString(directory.resolve("password"), PASSWORD);
        here = Files.createDirectory(directory.resolve("here"));
    }

    @AfterEach
    void stop() {
        portal.close();
        server.close();
    }

    private CliProcess begin(String... arguments) throws IOException {
        String[] all = Stream
                .concat(Stream.of(arguments),
                        Stream.of("--url", portal.url().toString(), "--user", "anna", "--password-file",
                                password.toString()))
                .toArray(String[]::new);
        return new CliProcess(directory, Map.of(), all);
    }

    private static Optional<Path> part(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("file\\.bin\\.[0-9a-f]{12}\\.part"))
                    .findFirst();
        }
    }

    /** Until a good deal of it has come. */
    private static void awaitPart(Path folder) throws Exception {
        until(() -> {
            Optional<Path> part = part(folder);
            return part.isPresent() && Files.size(part.get()) > ENOUGH;
        });
    }

    /** On a busy machine the program alone takes longer to start than others wait for anything. */
    private static void until(Eventually.Condition<Exception> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "it did not happen");
            Eventually.pause();
        }
    }

    private Path store(Instant modified) throws IOException {
        Path file = Files.write(server.home().resolve("file.bin"), bytes);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        server.own(file);
        return file;
    }

    private JsonObject done(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
        Result result = anna.run(all);
        assertEquals(0, result.code(), result.errors());
        return new JsonObject(result.out());
    }

    private void breakOffDownload() throws Exception {
        try (CliProcess get = begin("get", "alpha:file.bin", here.toString())) {
            awaitPart(here);
            get.terminate();
            assertNotEquals(0, get.end().code());
        }
        assertFalse(Files.exists(here.resolve("file.bin")));
    }

    @Test
    void aDownloadGoesOnWhereItWasInterrupted() throws Exception {
        store(Instant.parse("2021-05-01T10:00:00Z"));
        breakOffDownload();
        long came = Files.size(part(here).orElseThrow());
        assertTrue(came < SIZE);
        assertEquals(SIZE - came, done("get", "--resume", "alpha:file.bin", here.toString()).getLong("bytes"));
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("file.bin")));
        assertEquals(Optional.empty(), part(here));
    }

    @Test
    void aFileThatHasChangedMeanwhileBeginsAnew() throws Exception {
        store(Instant.parse("2021-05-01T10:00:00Z"));
        breakOffDownload();
        new Random(2).nextBytes(bytes);
        store(Instant.parse("2022-05-01T10:00:00Z"));
        assertEquals(SIZE, done("get", "--resume", "alpha:file.bin", here.toString()).getLong("bytes"));
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("file.bin")));
    }

    @Test
    void anUploadGoesOnWhereItWasInterrupted() throws Exception {
        Path source = Files.write(here.resolve("file.bin"), bytes);
        try (CliProcess put = begin("put", "--resume", source.toString(), "alpha:")) {
            awaitPart(server.home());
            put.terminate();
            assertNotEquals(0, put.end().code());
        }
        assertFalse(Files.exists(server.home().resolve("file.bin")));
        assertTrue(done("put", "--resume", source.toString(), "alpha:").getLong("bytes") <= SIZE - ENOUGH);
        assertArrayEquals(bytes, Files.readAllBytes(server.home().resolve("file.bin")));
        assertEquals(Optional.empty(), part(server.home()));
        assertEquals(1, done("put", "--resume", source.toString(), "alpha:").getLong("unchanged"));
    }

    @Test
    void oneThatLosesItsPermissionEndsWithOneAndGoesOnWithAnother() throws Exception {
        store(Instant.parse("2021-05-01T10:00:00Z"));
        try (CliProcess get = begin("get", "alpha:file.bin", here.toString())) {
            awaitPart(here);
            assertEquals(204,
                    portal.client()
                            .call("DELETE", "/permissions/" + permission)
                            .bearer(portal.adminToken())
                            .send()
                            .status());
            Result ended = get.end();
            assertEquals(1, ended.code(), ended.errors());
            List<String> lines = ended.errors().lines().toList();
            assertEquals(2, lines.size(), ended.errors());
            assertTrue(lines.getFirst().contains("--resume goes on from there"), ended.errors());
            assertTrue(lines.getLast().startsWith("ftpcluster: alpha:/file.bin: it broke off"), ended.errors());
        }
        assertFalse(Files.exists(here.resolve("file.bin")));
        Result refused = anna.run("get", "--resume", "alpha:file.bin", here.toString());
        assertEquals(1, refused.code());
        assertTrue(refused.errors().contains("There is no server alpha"), refused.errors());
        portal.permit("anna", "alpha", server.user(), server.password());
        assertTrue(done("get", "--resume", "alpha:file.bin", here.toString()).getLong("bytes") <= SIZE - ENOUGH);
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("file.bin")));
    }

    @Test
    void severalMoveAtOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.write(here.resolve(i + ".bin"), bytes);
        }
        try (CliProcess put = begin("put", "--parallel", "3", here.resolve("0.bin").toString(),
                here.resolve("1.bin").toString(), here.resolve("2.bin").toString(), "alpha:")) {
            until(() -> portal.client()
                    .get("/transfers")
                    .bearer(portal.adminToken())
                    .accept("application/json")
                    .send()
                    .json()
                    .getJsonArray("transfers")
                    .size() == 3);
            assertEquals(0, put.end().code());
        }
        assertArrayEquals(bytes, Files.readAllBytes(server.home().resolve("2.bin")));
    }
}
