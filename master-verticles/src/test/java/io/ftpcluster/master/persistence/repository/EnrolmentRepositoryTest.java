package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Enrolments.Enrolment;
import io.ftpcluster.messages.Enrolments.Find;
import io.ftpcluster.messages.Enrolments.Machine;
import io.ftpcluster.messages.Enrolments.Store;
import io.ftpcluster.messages.Enrolments.Use;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class EnrolmentRepositoryTest {

    private static final String FIRST = "a".repeat(64);
    private static final String SECOND = "b".repeat(64);
    private static final String TOKEN = "1".repeat(64);
    private static final String OTHER_TOKEN = "2".repeat(64);
    private static final String UNKNOWN = "This enrolment secret isn't known: it is mistyped, or a newer one has replaced it."
            + " Make a new one on the server's page.";

    @RegisterExtension
    private final TestStore store;
    private final EnrolmentRepository enrolments;
    private final AgentTokenRepository tokens;
    private final Instant end;

    EnrolmentRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        enrolments = new EnrolmentRepository(store.database, store.audit, store.clock);
        tokens = new AgentTokenRepository(store.database, store.audit, store.clock);
        end = store.clock.instant().plus(Duration.ofHours(1));
    }

    @Test
    void isFoundByItsSecretUntilAnotherReplacesIt() {
        Server alpha = store.server("Alpha");
        Enrolment stored = enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        assertEquals(new Enrolment(alpha.id(), alpha.settings(), end, null, null), stored);
        assertEquals(stored, enrolments.find(new Find(FIRST)));
        enrolments.store(new Store(ROOT, alpha.id(), SECOND, end.plusSeconds(1)));
        assertUnknown(FIRST);
        assertEquals(end.plusSeconds(1), enrolments.find(new Find(SECOND)).expiresAt());
        assertEquals(List.of("enrolment.issue Alpha until " + end.plusSeconds(1), "enrolment.issue Alpha until " + end,
                "server.create Alpha"), store.trail());
    }

    @Test
    void needsAServer() {
        assertFails(FailureCode.NOT_FOUND, "There is no server nowhere.",
                () -> enrolments.store(new Store(ROOT, "nowhere", FIRST, end)));
        assertUnknown(FIRST);
    }

    @Test
    void whoUsesItIsTheServersAgentFromThenOn() {
        Server alpha = tlsServer();
        tokens.store(new Agents.StoreToken(ROOT, "alpha", OTHER_TOKEN));
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        Enrolment used = enrolments
                .use(use(FIRST, machine("key", 2121, FtpSecurity.IMPLICIT, "AB:".repeat(31) + "AB"), TOKEN));
        Settings settings = store.servers.find(new Servers.Find("alpha")).settings();
        assertEquals(new Enrolment(alpha.id(), settings, end, store.clock.instant(), "key"), used);
        assertEquals(2121, settings.ftpPort());
        assertEquals(FtpSecurity.IMPLICIT, settings.ftpSecurity());
        assertEquals("ab".repeat(32), settings.tlsFingerprint());
        assertEquals(alpha.settings().encoding(), settings.encoding());
        assertEquals(alpha.id(), tokens.find(new Agents.FindToken(TOKEN)).serverId());
        assertFails(FailureCode.UNAUTHENTICATED, "This is no server's token.",
                () -> tokens.find(new Agents.FindToken(OTHER_TOKEN)));
        assertEquals("enrolment.use alpha by host.example; ftp_port was 21, ftp_security was EXPLICIT,"
                + " tls_fingerprint was none", store.trail().getFirst());
    }

    @Test
    void whatAMachineDoesNotTellStaysAsItIs() {
        Server alpha = tlsServer();
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        enrolments.use(use(FIRST, machine("key", null, null, null), TOKEN));
        assertEquals(alpha, store.servers.find(new Servers.Find("alpha")));
        assertEquals("enrolment.use alpha by host.example", store.trail().getFirst());
    }

    @Test
    void withoutTlsThereIsNoCertificate() {
        store.server("alpha"); // Not encrypted.
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        Enrolment used = enrolments.use(use(FIRST, machine("key", null, null, "ab".repeat(32)), TOKEN));
        assertNull(used.settings().tlsFingerprint());
    }

    @Test
    void theMachineItselfMayRepeatItAndNoOtherOne() {
        Server alpha = store.server("alpha");
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        enrolments.use(use(FIRST, machine("key", null, null, null), TOKEN));
        store.clock.pass(Duration.ofMinutes(59));
        enrolments.use(use(FIRST, machine("key", null, null, null), OTHER_TOKEN));
        assertEquals(alpha.id(), tokens.find(new Agents.FindToken(OTHER_TOKEN)).serverId());
        assertFails(FailureCode.CONFLICT,
                "Another machine has registered as alpha with this enrolment secret. To put this machine in its place,"
                        + " make a new secret on the server's page.",
                () -> enrolments.use(use(FIRST, machine("another", 2121, null, null), TOKEN)));
        assertEquals(alpha.id(), tokens.find(new Agents.FindToken(OTHER_TOKEN)).serverId());
        assertEquals(21, store.servers.find(new Servers.Find("alpha")).settings().ftpPort());
    }

    @Test
    void isWorthNothingAfterItsTime() {
        store.server("alpha");
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        store.clock.pass(Duration.ofHours(1));
        assertFails(FailureCode.UNAUTHENTICATED,
                "This enrolment secret of alpha was good until 2026-03-01T13:00:00Z. Make a new one on the server's page.",
                () -> enrolments.use(use(FIRST, machine("key", null, null, null), TOKEN)));
        assertFails(FailureCode.UNAUTHENTICATED, "This is no server's token.",
                () -> tokens.find(new Agents.FindToken(TOKEN)));
    }

    /** Nothing is half done: neither a token without its settings nor the other way round. */
    @Test
    void aMachineThatTellsNonsenseChangesNothing() {
        Server alpha = tlsServer();
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        assertFails(FailureCode.INVALID,
                "tls_fingerprint: must be the certificate's SHA-256 as 64 hex digits, colons allowed",
                () -> enrolments.use(use(FIRST, machine("key", 2121, null, "zz"), TOKEN)));
        assertFails(FailureCode.UNAUTHENTICATED, "This is no server's token.",
                () -> tokens.find(new Agents.FindToken(TOKEN)));
        assertEquals(alpha, store.servers.find(new Servers.Find("alpha")));
        assertNull(enrolments.find(new Find(FIRST)).usedAt());
    }

    @Test
    void ofManyMachinesAtOnceOneRegisters() throws Exception {
        store.server("alpha");
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> machines = IntStream.range(0, 8)
                    .<Callable<String>>mapToObj(i -> () -> enrolments
                            .use(use(FIRST, machine("key " + i, null, null, null), String.valueOf(i).repeat(64)))
                            .publicKey())
                    .toList();
            long registered = threads.invokeAll(machines)
                    .stream()
                    .filter(done -> done.state() == Future.State.SUCCESS)
                    .count();
            assertEquals(1, registered);
        }
    }

    @Test
    void endsWithItsServerAndWithANewToken() {
        store.server("alpha");
        enrolments.store(new Store(ROOT, "alpha", FIRST, end));
        tokens.store(new Agents.StoreToken(ROOT, "alpha", TOKEN));
        assertUnknown(FIRST);
        enrolments.store(new Store(ROOT, "alpha", SECOND, end));
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertUnknown(SECOND);
        assertFails(FailureCode.UNAUTHENTICATED, UNKNOWN,
                () -> enrolments.use(use(SECOND, machine("key", null, null, null), OTHER_TOKEN)));
    }

    private Server tlsServer() {
        return store.servers.insert(new Servers.Insert(ROOT,
                new Settings("alpha", "ftp.example.org", 21, FtpSecurity.EXPLICIT, null, "ISO-8859-1", "root")));
    }

    private static Machine machine(String key, Integer port, FtpSecurity security, String fingerprint) {
        return new Machine(key, "host.example", "192.0.2.7", port, security, fingerprint);
    }

    private static Use use(String secretHash, Machine machine, String tokenHash) {
        return new Use(secretHash, machine, tokenHash, "192.0.2.7");
    }

    private void assertUnknown(String hash) {
        assertFails(FailureCode.UNAUTHENTICATED, UNKNOWN, () -> enrolments.find(new Find(hash)));
    }
}
