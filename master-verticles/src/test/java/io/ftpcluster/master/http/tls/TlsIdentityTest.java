package io.ftpcluster.master.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.Commands;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256"})
    void takesACertificateWithItsKey(String kind) {
        create("one", kind);
        assertNotNull(TlsIdentity.load(vertx, tls("one", "one")));
    }

    @Test
    void refusesAnotherKeyOfTheSameKind() {
        create("one", "rsa:2048");
        create("two", "rsa:2048");
        Failure failure = refused(tls("one", "two"));
        assertTrue(failure.detail().contains("FTPCLUSTER_TLS_KEY") && failure.detail().contains("another key"),
                failure.detail());
    }

    @Test
    void refusesAKeyOfAnotherKind() {
        create("one", "rsa:2048");
        create("two", "ec -pkeyopt ec_paramgen_curve:P-256");
        refused(tls("one", "two"));
    }

    @Test
    void refusesFilesThatHoldSomethingElse() {
        create("one", "rsa:2048");
        refused(new Config.Tls(directory.resolve("one.key"), directory.resolve("one.pem")));
    }

    private Failure refused(Config.Tls tls) {
        Failure failure = assertThrows(FailureException.class, () -> TlsIdentity.load(vertx, tls)).failure();
        assertEquals(FailureCode.INVALID, failure.code());
        return failure;
    }

    private Config.Tls tls(String certificate, String key) {
        return new Config.Tls(directory.resolve(certificate + ".pem"), directory.resolve(key + ".key"));
    }

    private void create(String name, String kind) {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-keyout", directory.resolve(name + ".key").toString(), "-out",
                directory.resolve(name + ".pem").toString(), "-newkey"));
        command.addAll(List.of(kind.split(" ")));
        Commands.run(command.toArray(String[]::new));
    }
}
