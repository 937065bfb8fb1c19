package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a login leaves behind is its owner's alone, whole, and of one portal. */
class SessionFileTest {

    private static final URI PORTAL = URI.create("https://Portal.example");
    private static final StoredSession SESSION = new StoredSession(PORTAL, "anna", new Secret("a.b.c"),
            Instant.parse("2031-05-01T10:00:00Z"));

    @TempDir
    private Path settings;

    private SessionFile written() {
        SessionFile file = SessionFile.in(settings.resolve("config"), PORTAL);
        file.write(SESSION);
        return file;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String refusal(SessionFile file) {
        CommandException refused = assertThrows(CommandException.class, file::read);
        assertEquals(ExitCodes.USAGE, refused.exitCode());
        return refused.getMessage();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        SessionFile file = written();
        assertEquals("rw-------", mode(file.path()));
        assertEquals("rwx------", mode(file.path().getParent()));
        assertEquals("rwx------", mode(file.path().getParent().getParent()));
        assertEquals(Optional.of(SESSION), file.read());
        assertFalse(SESSION.toString().contains("a.b.c"));
        try (Stream<Path> all = Files.list(file.path().getParent())) {
            assertEquals(1, all.count());
        }
    }

    @Test
    void oneThatOthersMayReadIsRefusedUntilItIsReplaced() throws Exception {
        SessionFile file = written();
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(refusal(file).contains("may be read or changed by others"), refusal(file));
        file.write(SESSION);
        assertEquals("rw-------", mode(file.path()));
        assertTrue(file.read().isPresent());
    }

    @Test
    void aLinkAndWhatIsNoLoginAreRefused() throws Exception {
        SessionFile file = written();
        for (String text : new String[]{"", "{}", "[1]", "{\"url\":1}",
                SESSION.text().replace("a.b.c", "a\\r\\nEvil: yes")}) {
            Files.writeString(file.path(), text);
            assertTrue(refusal(file).contains("is no file of a login"), text);
        }
        Path elsewhere = Files.move(file.path(), settings.resolve("elsewhere"));
        Files.createSymbolicLink(file.path(), elsewhere);
        assertTrue(refusal(file).contains("is no file of a login"));
    }

    @Test
    void eachPortalHasItsOwn() {
        SessionFile file = written();
        Path config = settings.resolve("config");
        assertEquals(file.path(), SessionFile.in(config, URI.create("HTTPS://portal.example:443")).path());
        for (String other : new String[]{"http://portal.example", "https://portal.example:8443",
                "https://portal.example/below", "https://portal.example.org"}) {
            assertNotEquals(file.path(), SessionFile.in(config, URI.create(other)).path());
            assertTrue(SessionFile.in(config, URI.create(other)).read().isEmpty());
        }
        file.delete();
        file.delete();
        assertTrue(file.read().isEmpty());
    }

    @Test
    void itEndsWithItsTime() {
        assertFalse(SESSION.isOver(Instant.parse("2031-05-01T09:59:59Z")));
        assertTrue(SESSION.isOver(Instant.parse("2031-05-01T10:00:00Z")));
    }
}
