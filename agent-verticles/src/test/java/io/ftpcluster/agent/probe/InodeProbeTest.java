package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With programs that say what {@code stat -f} would of other file systems, and with the real one. */
@Timeout(120)
class InodeProbeTest {

    @TempDir
    private Path folder;
    private long now;

    private InodeProbe probe(String script) throws IOException {
        Path program = folder.resolve("stat");
        // Not written where it runs from, as another thread of this JVM may be starting a process just then (ETXTBSY).
        Path text = Files.writeString(folder.resolve("script"), script);
        Files.deleteIfExists(program);
        Files.writeString(program, "#!/bin/sh\n. " + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new InodeProbe(List.of(folder.resolve("none"), program), "/some where", () -> now);
    }

    /** The first answer may take longer than the half second that a sample waits for it. */
    private Double eventually(InodeProbe probe) throws InterruptedException {
        Double value = probe.read();
        for (int i = 0; probe.isOpen() && i < 1200; i++) {
            Thread.sleep(50);
            value = probe.read();
        }
        return value;
    }

    @ParameterizedTest
    @CsvSource({"100 25,75", "16 0,100", "16 16,0", "3907584 3900000,0.194"})
    void whatIsTakenIsAShareOfAll(String says, double percent) throws Exception {
        assertEquals(percent, eventually(probe("echo " + says)), 0.001);
    }

    /** As btrfs says, and file systems in user space that have no idea. */
    @ParameterizedTest
    @ValueSource(strings = {"echo 0 0", "echo 18446744073709551615 18446744073709551615", "echo 10 11", "echo - -",
            "echo", "exit 1", "echo '100 25' >&2"})
    void whatHasNoFixedNumberIsNotKnown(String script) throws Exception {
        InodeProbe probe = probe(script);
        assertNull(eventually(probe));
        assertFalse(probe.isOpen());
    }

    @Test
    void itIsGivenThePathAsOneWord() throws Exception {
        assertEquals(50, eventually(probe("[ \"$*\" = '-f -c %c %d -- /some where' ] && [ $# = 5 ] && echo 2 1")));
    }

    @Test
    void isAskedOnceAMinute() throws Exception {
        Path asked = folder.resolve("asked");
        InodeProbe probe = probe("echo x >>" + asked + "\necho 10 5");
        assertEquals(50, eventually(probe));
        now += TimeUnit.SECONDS.toNanos(59);
        assertEquals(50, probe.read());
        assertEquals(1, Files.readAllLines(asked).size());
        now += TimeUnit.SECONDS.toNanos(1);
        probe.read();
        assertEquals(50, eventually(probe));
        assertEquals(2, Files.readAllLines(asked).size());
    }

    @Test
    void whatDoesNotAnswerIsAskedOnceAndDelaysNothing() throws Exception {
        Path asked = folder.resolve("asked");
        Path go = folder.resolve("go");
        InodeProbe probe = probe("echo x >>" + asked + "\nwhile [ ! -e " + go + " ]; do sleep 0.05; done\necho 10 1");
        for (int i = 0; i < 3; i++) {
            assertNull(probe.read());
            now += TimeUnit.MINUTES.toNanos(2);
        }
        Files.createFile(go);
        assertEquals(90, eventually(probe));
        assertEquals(1, Files.readAllLines(asked).size());
    }

    @Test
    void withoutTheProgramNothingIsKnown() {
        assertNull(new InodeProbe(List.of(folder.resolve("none")), "/", () -> now).read());
    }

    @Test
    void theRealOneCountsFilesAndKnowsNothingOfProc() throws Exception {
        assumeTrue(InodeProbe.PROGRAMS.stream().anyMatch(Files::isExecutable));
        assertNull(eventually(new InodeProbe("/proc", () -> now)));
        assertNull(eventually(new InodeProbe("/no/such/path", () -> now)));
        // Of every Linux, and with a fixed number.
        assumeTrue(Files.isDirectory(Path.of("/dev/shm")));
        Double shm = eventually(new InodeProbe("/dev/shm", () -> now));
        assertTrue(shm > 0 && shm <= 100, () -> shm + " %");
    }
}
