package io.ftpcluster.master.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Commands;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemIdentityTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256"})
    void takesACertificateWithItsKey(String kind) throws Exception {
        create("one", kind);
        assertEquals("CN=localhost", load("one", "one").chain().getFirst().getSubjectX500Principal().getName());
    }

    @Test
    void refusesAnotherKeyOfTheSameKind() {
        create("one", "rsa:2048");
        create("two", "rsa:2048");
        assertEquals("the certificate is for another key", refused("one.pem", "two.key").getMessage());
    }

    @Test
    void refusesAKeyOfAnotherKind() {
        create("one", "rsa:2048");
        create("two", "ec -pkeyopt ec_paramgen_curve:P-256");
        assertTrue(refused("one.pem", "two.key").getMessage().contains("algorithm"));
    }

    @Test
    void refusesFilesThatHoldSomethingElse() {
        create("one", "rsa:2048");
        refused("one.key", "one.pem");
    }

    @Test
    void refusesAFileOfWhichTheEndIsNotThereYet() throws Exception {
        create("one", "rsa:2048");
        String whole = Files.readString(directory.resolve("one.pem"));
        Files.writeString(directory.resolve("half.pem"), whole.substring(0, whole.length() / 2));
        refused("half.pem", "one.key");
        Files.writeString(directory.resolve("half.pem"), "");
        refused("half.pem", "one.key");
    }

    @Test
    void isTheSameForAsLongAsTheFilesAre() throws Exception {
        create("one", "rsa:2048");
        PemIdentity before = load("one", "one");
        assertTrue(load("one", "one").isSameAs(before));
        create("one", "rsa:2048");
        assertFalse(load("one", "one").isSameAs(before));
    }

    private PemIdentity load(String certificate, String key) throws Exception {
        return PemIdentity.load(vertx, directory.resolve(certificate + ".pem"), directory.resolve(key + ".key"));
    }

    private GeneralSecurityException refused(String certificate, String key) {
        return assertThrows(GeneralSecurityException.class,
                () -> PemIdentity.load(vertx, directory.resolve(certificate), directory.resolve(key)));
    }

    private void create(String name, String kind) {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-keyout", directory.resolve(name + ".key").toString(), "-out",
                directory.resolve(name + ".pem").toString(), "-newkey"));
        command.addAll(List.of(kind.split(" ")));
        Commands.run(command.toArray(String[]::new));
    }
}
