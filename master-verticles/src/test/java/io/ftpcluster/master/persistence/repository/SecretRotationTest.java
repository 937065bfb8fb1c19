package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.FakeBox;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Acme;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Permissions.FindLogin;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class SecretRotationTest {

    private static final String MISFIT = "FERNET_KEY doesn't fit this database: the passwords in it were encrypted with"
            + " another key. Give the one that the portal had before, or that its other nodes have; new,old changes it.";

    @RegisterExtension
    private final TestStore store;

    SecretRotationTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        store.user("ann");
        store.server("alpha");
    }

    @Test
    void refusesAKeyThatDoesNotFit() {
        assertEquals(0, rotate("old"));
        assertEquals(0, rotate("old"));
        assertFails(FailureCode.UNAVAILABLE, MISFIT, () -> rotate("new"));
        assertEquals(0, rotate("old"), "a refusal changes nothing");
    }

    @Test
    void sealsAgainSoThatTheOldKeyCanGo() {
        rotate("old");
        store.permission("ann", "alpha", new FakeBox("old").seal(new Secret("pass:word")));
        assertEquals(1, rotate("new", "old"));
        assertEquals(0, rotate("new"));
        assertEquals("new:pass:word", stored());
        assertFails(FailureCode.UNAVAILABLE, MISFIT, () -> rotate("old"));
        assertEquals("secrets.rotate FERNET_KEY 1 passwords sealed again", store.trail().getFirst());
    }

    @Test
    void sealsEveryRowAgainHoweverMany() {
        rotate("old");
        int servers = 1001; // two pages and one row
        store.database.write(sql -> {
            for (int i = 0; i < servers; i++) {
                sql.change("INSERT INTO servers (id, alias, alias_key, host, ftp_port, ftp_security, tls_fingerprint,"
                        + " encoding, admin_user, created_at) SELECT 'id' || ?, 's' || ?, 's' || ?, host, ftp_port, ftp_security,"
                        + " tls_fingerprint, encoding, admin_user, created_at FROM servers WHERE alias = 'alpha'", i, i,
                        i);
            }
            return sql.change(
                    "INSERT INTO permissions SELECT 'p' || substr(s.id, 2), u.id, s.id, 'x', 'old:' || s.alias, '',"
                            + " NULL, 0, NULL, NULL FROM servers s, users u");
        });
        assertEquals(servers + 1, rotate("new", "old"));
        assertEquals(0,
                store.database.read(sql -> sql.list(row -> row.getString(0), "SELECT id FROM permissions p"
                        + " WHERE encrypted_pass <> (SELECT 'new:' || alias FROM servers s WHERE s.id = p.server_id)"))
                        .size());
    }

    @Test
    void sealsWhatAgentsAreToMakeSoToo() {
        rotate("old");
        store.managedServer("beta");
        Secret sealed = new FakeBox("old").seal(new Secret("word"));
        store.permissions.insert(new Permissions.Insert(TestStore.ROOT, "ann", "beta", null, null, Set.of(Right.LIST),
                null, null, new Accounts.NewPassword(sealed, new Secret("hash"))));
        assertEquals(2, rotate("new", "old"), "the account and its permission");
        assertEquals(List.of("new:word"), store.database
                .read(sql -> sql.list(row -> row.getString("sealed_pass"), "SELECT sealed_pass FROM accounts")));
        assertEquals(0, rotate("new"));
    }

    @Test
    void sealsStoredLoginsToo() {
        rotate("old");
        FakeBox old = new FakeBox("old");
        store.logins.insert(new StoredLogins.Insert(TestStore.ROOT, "alpha", "shared", "web",
                old.seal(new Secret("word")), old.seal(new Secret("ledger"))));
        assertEquals(1, rotate("new", "old"));
        assertEquals(List.of("new:word new:ledger"),
                store.database.read(sql -> sql.list(
                        row -> row.getString("encrypted_pass") + " " + row.getString("encrypted_account"),
                        "SELECT encrypted_pass, encrypted_account FROM server_logins")));
        assertEquals(0, rotate("new"));
    }

    @Test
    void sealsTheKeysOfAnOrderedCertificateToo() {
        rotate("old");
        FakeBox old = new FakeBox("old");
        AcmeRepository acme = new AcmeRepository(store.database, store.audit, store.clock);
        acme.accountKey(new Acme.KeepAccountKey(old.seal(new Secret("account"))));
        acme.store(new Acme.StoreFailure(Leases.Token.NONE,
                new Acme.Failure("names", 1, "no", store.clock.instant().plusSeconds(60))));
        acme.store(new Acme.StoreCertificate(Leases.Token.NONE,
                new Acme.Certificate("chain", old.seal(new Secret("key")), "names"), "until then"));
        assertEquals(2, rotate("new", "old"));
        assertEquals(new Acme.State(new Acme.Certificate("chain", new Secret("new:key"), "names"), null),
                acme.find(new Acme.Find()));
        assertEquals(new Secret("new:account"),
                acme.accountKey(new Acme.KeepAccountKey(new Secret("another"))).sealed());
        assertEquals(0, rotate("new"));
    }

    @Test
    void sealsTheCredentialOfAJobThatRunsToo() {
        rotate("old");
        JobRepository jobs = new JobRepository(store.database, store.audit, store.ids, store.clock);
        jobs.insert(new Jobs.Insert(TestStore.ROOT, Jobs.Kind.PROVISION, "alpha", Map.of(),
                new FakeBox("old").seal(new Secret("root's password")), List.of("facts")));
        assertEquals(1, rotate("new", "old"));
        assertEquals(List.of("new:root's password"), sealedOf("SELECT sealed FROM jobs"));
        assertEquals(0, rotate("new"));
    }

    @Test
    void sealsPasswordsOfProbesToo() {
        rotate("old");
        store.servers.insert(new Servers.Insert(
                TestStore.ROOT, new Servers.Settings("beta", "ftp.example.org", 21, Servers.FtpSecurity.NONE, null,
                        null, null, null, null, null, "prober", null),
                null, new FakeBox("old").seal(new Secret("word"))));
        assertEquals(1, rotate("new", "old"));
        assertEquals(List.of("new:word"),
                sealedOf("SELECT probe_pass AS sealed FROM servers WHERE probe_pass IS NOT NULL"));
        assertEquals(0, rotate("new"));
    }

    private List<String> sealedOf(String select) {
        return store.database.read(sql -> sql.list(row -> row.getString("sealed"), select));
    }

    @Test
    void sealsAccountsToo() {
        rotate("old");
        FakeBox old = new FakeBox("old");
        store.permissions.insert(new Permissions.Insert(TestStore.ROOT, "ann", "alpha", "a",
                old.seal(new Secret("word")), Set.of(Right.LIST), null, old.seal(new Secret("ledger"))));
        assertEquals(1, rotate("new", "old"));
        assertEquals("new:word", stored());
        assertEquals("new:ledger", store.permissions.login(new FindLogin("ann", "alpha")).encryptedAccount().value());
    }

    @Test
    void leavesARowThatNoKeyOpensAndSealsTheOthers() {
        rotate("old");
        store.server("beta");
        store.permission("ann", "beta", new Secret("lost:x"));
        store.permission("ann", "alpha", new Secret("old:y"));
        assertEquals(1, rotate("new", "old"));
        assertEquals("new:y", stored());
    }

    /** A start that is killed has sealed some pages again; the next one does the rest. */
    @Test
    void goesOnWhereItWasInterrupted() {
        rotate("old");
        store.server("beta");
        store.permission("ann", "alpha", new Secret("new:y"));
        store.permission("ann", "beta", new Secret("old:z"));
        assertEquals(1, rotate("new", "old"));
        assertEquals("secrets.rotate FERNET_KEY 1 passwords sealed again", store.trail().getFirst());
        assertEquals(0, rotate("new"));
    }

    /** As another node may have sealed something with the old key after this one had sealed all again. */
    @Test
    void aKeyIsNotDroppedWhileSomethingNeedsIt() {
        rotate("old");
        rotate("new", "old");
        store.permission("ann", "alpha", new Secret("old:y"));
        assertFails(FailureCode.UNAVAILABLE,
                "FERNET_KEY lacks a key that is still needed: 1 stored passwords can't be decrypted without it. Put the"
                        + " key with the fingerprint old behind the others (new,old), and start this node again; what"
                        + " needs it is then encrypted anew.",
                () -> rotate("new"));
        assertEquals(1, rotate("new", "old"));
        assertEquals(0, rotate("new"));
        assertEquals("new:y", stored());
    }

    /** What was spoilt before is no reason to keep a key. */
    @Test
    void aKeyIsDroppedDespiteRowsThatItNeverOpened() {
        rotate("old");
        store.permission("ann", "alpha", new Secret("lost:x"));
        rotate("new", "old");
        assertEquals(0, rotate("new"));
    }

    private String stored() {
        return store.permissions.login(new FindLogin("ann", "alpha")).encryptedPass().value();
    }

    private int rotate(String... keys) {
        return new SecretRotation(store.database, new FakeBox(keys), store.audit).run();
    }
}
