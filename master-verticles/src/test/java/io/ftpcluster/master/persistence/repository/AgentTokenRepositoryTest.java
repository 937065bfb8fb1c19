package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.engine.UniqueViolation;
import io.ftpcluster.messages.Agents.FindToken;
import io.ftpcluster.messages.Agents.StoreToken;
import io.ftpcluster.messages.Agents.TokenOwner;
import io.ftpcluster.messages.Servers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class AgentTokenRepositoryTest {

    private static final String OLD = "a".repeat(64);
    private static final String NEW = "b".repeat(64);

    @RegisterExtension
    private final TestStore store;
    private AgentTokenRepository tokens;

    AgentTokenRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        tokens = new AgentTokenRepository(store.database, store.audit, store.clock);
    }

    @Test
    void whoComesIsToldTheIntervalOfItsServer() {
        store.server("alpha");
        store.servers
                .update(new Servers.Update(ROOT, "alpha", null, null, null, null, null, null, null, 30, null, null));
        TokenOwner owner = tokens.store(new StoreToken(ROOT, "alpha", "ab".repeat(32)));
        assertEquals(30, owner.telemetrySeconds());
        assertEquals(owner, tokens.find(new FindToken("ab".repeat(32))));
    }

    @Test
    void aNewTokenTakesTheOldOnesPlace() {
        TokenOwner alpha = new TokenOwner(store.server("alpha").id(), "alpha", null);
        assertEquals(alpha, tokens.store(new StoreToken(ROOT, "ALPHA", OLD)));
        assertEquals(alpha, tokens.find(new FindToken(OLD)));
        assertEquals(alpha, tokens.store(new StoreToken(ROOT, alpha.serverId(), NEW)));
        assertUnknown(OLD);
        assertEquals(alpha, tokens.find(new FindToken(NEW)));
        assertEquals(List.of("agent.token alpha replaced", "agent.token alpha", "server.create alpha"), store.trail());
    }

    @Test
    void comesWithItsServer() {
        Servers.Server alpha = store.servers.insert(new Servers.Insert(ROOT, settings("alpha"), OLD));
        assertEquals(new TokenOwner(alpha.id(), "alpha", null), tokens.find(new FindToken(OLD)));
        assertEquals(List.of("agent.token alpha", "server.create alpha"), store.trail());
        tokens.store(new StoreToken(ROOT, "alpha", NEW));
        assertEquals("agent.token alpha replaced", store.trail().getFirst());
    }

    /** A hash that is there already is one that can't be stored. */
    @Test
    void thereIsNoServerWithoutTheTokenThatItWasToHave() {
        Servers.Server alpha = store.servers.insert(new Servers.Insert(ROOT, settings("alpha"), OLD));
        assertThrows(UniqueViolation.class,
                () -> store.servers.insert(new Servers.Insert(ROOT, settings("beta"), OLD)));
        assertEquals(List.of(alpha), store.servers.list(new Servers.FindAll()).servers());
        assertEquals(alpha.id(), tokens.find(new FindToken(OLD)).serverId());
        assertEquals(List.of("agent.token alpha", "server.create alpha"), store.trail());
    }

    @Test
    void thereIsNoTokenOfAServerThatIsRefused() {
        Servers.Server alpha = store.servers.insert(new Servers.Insert(ROOT, settings("alpha"), OLD));
        assertFails(FailureCode.CONFLICT, "alias: there is a server ALPHA already.",
                () -> store.servers.insert(new Servers.Insert(ROOT, settings("ALPHA"), NEW)));
        assertUnknown(NEW);
        assertEquals(alpha.id(), tokens.find(new FindToken(OLD)).serverId());
        assertEquals(List.of("agent.token alpha", "server.create alpha"), store.trail());
    }

    private static Servers.Settings settings(String alias) {
        return new Servers.Settings(alias, "ftp.example.org", 21, Servers.FtpSecurity.NONE, null, null, null);
    }

    @Test
    void goesWithItsServer() {
        store.server("alpha");
        tokens.store(new StoreToken(ROOT, "alpha", OLD));
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertUnknown(OLD);
    }

    @Test
    void needsAServer() {
        assertFails(FailureCode.NOT_FOUND, "There is no server nowhere.",
                () -> tokens.store(new StoreToken(ROOT, "nowhere", OLD)));
        assertUnknown(OLD);
    }

    private void assertUnknown(String hash) {
        assertFails(FailureCode.UNAUTHENTICATED, "This is no server's token.", () -> tokens.find(new FindToken(hash)));
    }
}
