package io.ftpcluster.master.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {

    @TempDir
    Path temp;

    @Test
    void makesKeysOnceForTheirOwnerOnly() throws IOException {
        Path data = temp.resolve("a/data");
        KeyFiles first = new KeyFiles(data);
        Secret secret = first.secretKey();
        Secret fernet = first.fernetKeys();

        assertEquals("rwx------", mode(data));
        assertEquals("rw-------", mode(data.resolve("secret.key")));
        assertEquals("rw-------", mode(data.resolve("fernet.key")));
        assertEquals(secret, new KeyFiles(data).secretKey());
        assertEquals(fernet, new KeyFiles(data).fernetKeys());
        assertTrue(secret.value().length() >= 64);
        assertEquals("x", new Fernet(fernet).open(new Fernet(fernet).seal(new Secret("x"))).value());
        assertEquals(Set.of("secret.key", "fernet.key"), namesIn(data));
    }

    @Test
    void makesOtherKeysElsewhere() {
        assertNotEquals(new KeyFiles(temp.resolve("a")).secretKey(), new KeyFiles(temp.resolve("b")).secretKey());
    }

    @Test
    void startsAtOnceAgree() throws Exception {
        int starts = 8;
        for (int round = 0; round < 20; round++) {
            Path data = temp.resolve("round" + round);
            CyclicBarrier together = new CyclicBarrier(starts);
            Set<Secret> seen = new HashSet<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
                List<Future<Secret>> keys = new ArrayList<>();
                for (int i = 0; i < starts; i++) {
                    keys.add(threads.submit(() -> {
                        together.await(30, TimeUnit.SECONDS);
                        return new KeyFiles(data).fernetKeys();
                    }));
                }
                for (Future<Secret> key : keys) {
                    seen.add(key.get(30, TimeUnit.SECONDS));
                }
            }
            assertEquals(1, seen.size());
            assertEquals(Set.of("fernet.key"), namesIn(data));
        }
    }

    @Test
    void tightensAFileThatOthersMayRead() throws IOException {
        Secret key = new KeyFiles(temp).secretKey();
        Path file = temp.resolve("secret.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(key, new KeyFiles(temp).secretKey());
        assertEquals("rw-------", mode(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "c2VjcmV0", "\u00e4\u00e4\u00e4", "two words that are long enough for a secret"})
    void aDamagedFileIsAnErrorAndStaysAsItIs(String content) throws IOException {
        for (String name : List.of("secret.key", "fernet.key")) {
            Path file = Files.writeString(temp.resolve(name), content);
            KeyFiles files = new KeyFiles(temp);

            KeyException refused = assertThrows(KeyException.class,
                    name.equals("secret.key") ? files::secretKey : files::fernetKeys);

            assertTrue(refused.getMessage().startsWith("The key file " + file + " is damaged: "), refused.getMessage());
            assertTrue(content.isBlank() || !refused.getMessage().contains(content), refused.getMessage());
            assertEquals(content, Files.readString(file));
        }
    }

    @Test
    void aDirectoryInItsPlaceIsAnError() throws IOException {
        Files.createDirectory(temp.resolve("secret.key"));

        assertThrows(KeyException.class, new KeyFiles(temp)::secretKey);
    }

    @Test
    void aDataDirectoryThatCantBeMadeIsAnError() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");

        KeyException refused = assertThrows(KeyException.class, new KeyFiles(file.resolve("data"))::secretKey);

        assertTrue(refused.getMessage().contains("secret.key"), refused.getMessage());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Set<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    /** A new key beside an old database would be refused at the next start, and look as if it were the right one. */
    @Test
    void aLostKeyOfADatabaseIsNotReplaced() {
        KeyException lost = assertThrows(KeyException.class, new KeyFiles(temp, () -> true)::fernetKeys);
        assertTrue(lost.getMessage().contains("fernet.key is missing"), lost.getMessage());
        assertFalse(Files.exists(temp.resolve("fernet.key")));
        assertEquals(new KeyFiles(temp, () -> true).secretKey(), new KeyFiles(temp).secretKey());
    }
}
