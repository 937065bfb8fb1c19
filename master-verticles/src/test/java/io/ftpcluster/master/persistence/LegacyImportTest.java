package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.ImportOptions.Mode;
import io.ftpcluster.master.persistence.ImportReport.Outcome;
import io.ftpcluster.master.persistence.legacy.LegacyData;
import io.ftpcluster.master.persistence.legacy.LegacyFile;
import io.ftpcluster.master.persistence.legacy.LegacyNames;
import io.ftpcluster.master.persistence.repository.SecretRotation;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.PythonVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside a portal's database that is in use. */
@ParameterizedClass
@EnumSource(Kind.class)
class LegacyImportTest {

    private static final Secret PORTAL_KEY = new Secret("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
    private static final Secret UNUSABLE = new Secret("no hash");

    private final Path dir;
    private final Path file;
    private final Config.Database config;
    private final SecretBox box = new Fernet(PORTAL_KEY);
    @RegisterExtension
    private final TestStore store;

    LegacyImportTest(Kind kind, @TempDir Path dir) {
        this.dir = dir;
        file = PythonVersion.database(dir.resolve("python.db"));
        config = kind.empty(dir);
        store = new TestStore(config, dir);
    }

    @BeforeEach
    void start() {
        new SecretRotation(store.database, box, store.audit).run();
    }

    private ImportOptions options(Mode mode, boolean merge, Secret key) {
        return new ImportOptions(mode, merge, Optional.ofNullable(key).map(Fernet::new), box,
                hash -> hash.startsWith("$2b$"), UNUSABLE);
    }

    private ImportReport run(ImportOptions options) throws IOException {
        LegacyData data;
        try (LegacyFile source = LegacyFile.open(file, Files.createTempDirectory(dir, "copy"))) {
            data = LegacyData.read(source, LegacyNames.of(Map.of(), Map.of()));
        }
        return LegacyImport.into(config, dir).run(data, options);
    }

    private ImportReport run(Mode mode) throws IOException {
        return run(options(mode, false, PythonVersion.KEY));
    }

    private static List<String> text(ImportReport report) {
        return report.lines()
                .stream()
                .map(line -> (line.kind() + " " + line.name() + " " + line.outcome() + " " + line.reason()).strip())
                .toList();
    }

    private String password(String username, String alias) {
        return box.open(store.permissions.login(new Permissions.FindLogin(username, alias)).encryptedPass()).value();
    }

    private List<String> state() {
        return List.of(store.users.list(new Users.FindAll()).toString(),
                store.servers.list(new Servers.FindAll()).toString(),
                store.permissions.list(new Permissions.FindAll(null, null)).toString(), store.trail().toString());
    }

    @Test
    void whatCanBeTakenIsAndTheRestIsTold() throws Exception {
        ImportReport report = run(Mode.TAKE);

        assertTrue(report.done());
        assertEquals(List.of("USER anna TAKEN", "USER bertil TAKEN",
                "USER carla PARTLY has no password, as it isn't stored by bcrypt there; set one with: ftpcluster user set",
                "USER M\u00fcller & S\u00f6hne LEFT_OUT username: must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ -"
                        + " and start with a letter or digit",
                "USER ANNA LEFT_OUT there is an account of this name, which stays as it is", "SERVER alpha TAKEN",
                "SERVER beta TAKEN",
                "SERVER bad alias LEFT_OUT alias: must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and start with a"
                        + " letter or digit",
                "PERMISSION anna/alpha TAKEN", "PERMISSION bertil/alpha TAKEN",
                "PERMISSION anna/beta LEFT_OUT its password can't be decrypted with this key",
                "PERMISSION anna/alpha LEFT_OUT this user has a permission for this server already, which stays as it is",
                "PERMISSION M\u00fcller & S\u00f6hne/alpha LEFT_OUT the user M\u00fcller & S\u00f6hne wasn't taken",
                "PERMISSION bertil/9 LEFT_OUT there is no server 9 there",
                "PERMISSION bertil/bad alias LEFT_OUT the server bad alias wasn't taken",
                "PERMISSION carla/beta TAKEN"), text(report));
        assertEquals(List.of("servers.admin_pass (1)", "servers.ssh_key (1)", "servers.slave_id (1)",
                "servers.status (1)", "servers.memory_usage (1)"), report.ignored());
        assertFalse(report.withRoles());
    }

    @Test
    void whatWasTakenIsAsItWas() throws Exception {
        run(Mode.TAKE);

        Users.Credentials anna = store.users.credentials(new Users.FindCredentials("anna"));
        assertEquals("$2b$04$2xfkoGlUkteVB/gdzPcGeuCML/127uVzaNqFJm7IkZs6uq7suK0Y6", anna.passwordHash().value());
        assertEquals(Users.Role.USER, anna.user().role());
        assertEquals(UNUSABLE, store.users.credentials(new Users.FindCredentials("carla")).passwordHash());
        Servers.Settings alpha = store.servers.find(new Servers.Find("alpha")).settings();
        assertEquals(
                new Servers.Settings("alpha", "ftp1.example", 21, Servers.FtpSecurity.NONE, null, null, "ftpadmin"),
                alpha);
        Permissions.Permission permission = store.permissions.login(new Permissions.FindLogin("anna", "alpha"))
                .permission();
        assertEquals("anna", permission.ftpUsername());
        assertEquals(Permissions.Right.values().length, permission.rights().size());
        assertEquals("anna's FTP p\u00e4ssword", password("anna", "alpha"));
        assertEquals("carla on beta", password("carla", "beta"));
        assertTrue(store.trail()
                .contains("user.create anna USER, imported, on the machine, by its user "
                        + System.getProperty("user.name")),
                store.trail().toString());
    }

    @Test
    void anotherImportOfTheSameChangesNothing() throws Exception {
        run(Mode.TAKE);
        store.servers.update(
                new Servers.Update(TestStore.ROOT, "alpha", "first", "ftp1.example", 2121, null, null, null, null));
        Users.User anna = store.users.find(new Users.Find("anna"));
        store.users.upgradeHash(new Users.UpgradeHash(anna.id(),
                store.users.credentials(new Users.FindCredentials("anna")).passwordHash(), new Secret("new")));
        List<String> before = state();

        ImportReport again = run(Mode.TAKE);

        assertEquals(before, state());
        assertEquals(0, again.count(ImportReport.Kind.USER, Outcome.TAKEN));
        assertEquals(3, again.count(ImportReport.Kind.USER, Outcome.PRESENT));
        assertEquals(2, again.count(ImportReport.Kind.SERVER, Outcome.PRESENT));
        assertEquals(3, again.count(ImportReport.Kind.PERMISSION, Outcome.PRESENT));
        assertEquals("new", store.users.credentials(new Users.FindCredentials("anna")).passwordHash().value());
    }

    @Test
    void aDryRunSaysTheSameAndStoresNothing() throws Exception {
        List<String> before = state();
        ImportReport dry = run(Mode.DRY_RUN);

        assertFalse(dry.done());
        assertEquals(before, state());
        assertEquals(text(run(Mode.TAKE)), text(dry));
    }

    @Test
    void allOrNothingIsNothingWhenSomethingIsLeftOut() throws Exception {
        List<String> before = state();
        assertFalse(run(Mode.ALL_OR_NOTHING).done());
        assertEquals(before, state());

        PythonVersion.database(file, "DELETE FROM permissions WHERE id NOT IN (1, 2, 8);"
                + " DELETE FROM users WHERE id > 3; DELETE FROM servers WHERE id = 3;");
        assertTrue(run(Mode.ALL_OR_NOTHING).done());
        assertEquals("bertil on alpha", password("bertil", "alpha"));
    }

    /** Whoever has the same name need not be the same, so somebody has to say so. */
    @Test
    void whatIsHereUnderItsNameStays() throws Exception {
        store.user("anna", Users.Role.ADMIN);
        Secret hash = store.users.credentials(new Users.FindCredentials("anna")).passwordHash();
        store.servers.insert(new Servers.Insert(TestStore.ROOT,
                new Servers.Settings("alpha", "FTP1.example", 2121, Servers.FtpSecurity.NONE, null, null, null)));
        store.servers.insert(new Servers.Insert(TestStore.ROOT,
                new Servers.Settings("beta", "elsewhere.example", 21, Servers.FtpSecurity.NONE, null, null, null)));

        ImportReport careful = run(Mode.DRY_RUN);
        assertTrue(text(careful).contains(
                "SERVER beta LEFT_OUT there is a server of this alias on elsewhere.example, which stays as it is"),
                text(careful).toString());
        assertEquals(0, careful.count(ImportReport.Kind.PERMISSION, Outcome.TAKEN));
        ImportReport merged = run(options(Mode.TAKE, true, PythonVersion.KEY));

        assertTrue(text(merged).contains("USER anna MERGED keeps the password and role that it has here"),
                text(merged).toString());
        assertTrue(text(merged).contains("SERVER alpha MERGED keeps the settings that it has here"),
                text(merged).toString());
        // Its passwords would go to another machine.
        assertEquals(1,
                merged.lines()
                        .stream()
                        .filter(line -> line.name().equals("beta") && line.outcome() == Outcome.LEFT_OUT)
                        .count());
        assertEquals(hash, store.users.credentials(new Users.FindCredentials("anna")).passwordHash());
        assertEquals(2121, store.servers.find(new Servers.Find("alpha")).settings().ftpPort());
        assertEquals("anna's FTP p\u00e4ssword", password("anna", "alpha"));
        List<String> before = state();
        run(options(Mode.TAKE, true, PythonVersion.KEY));
        assertEquals(before, state());
    }

    @Test
    void aWrongKeyIsAnError() throws Exception {
        List<String> before = state();
        FailureException wrong = assertThrows(FailureException.class, () -> run(options(Mode.TAKE, false, PORTAL_KEY)));

        assertEquals(FailureCode.INVALID, wrong.failure().code());
        assertTrue(wrong.failure().detail().startsWith("None of the 5 passwords in the file can be decrypted"),
                wrong.failure().detail());
        assertEquals(before, state());
        ImportReport report = run(options(Mode.TAKE, false, null));
        assertEquals(3, report.count(ImportReport.Kind.USER, Outcome.TAKEN)
                + report.count(ImportReport.Kind.USER, Outcome.PARTLY));
        assertEquals(0, report.lines().stream().filter(line -> line.kind() == ImportReport.Kind.PERMISSION).count());
    }

    /** As cryptography's MultiFernet has them. */
    @Test
    void severalKeysOpenWhatEachHasSealed() throws Exception {
        assertTrue(run(options(Mode.TAKE, false, new Secret(PORTAL_KEY.value() + ", " + PythonVersion.KEY.value())))
                .done());
        assertEquals("bertil on alpha", password("bertil", "alpha"));
    }

    @Test
    void aPortalsKeyThatDoesntFitItIsAnError() throws Exception {
        ImportOptions options = new ImportOptions(Mode.TAKE, false, Optional.of(new Fernet(PythonVersion.KEY)),
                new Fernet(PythonVersion.KEY), hash -> true, UNUSABLE);
        FailureException wrong = assertThrows(FailureException.class, () -> run(options));

        assertTrue(wrong.failure().detail().startsWith("The portal's own FERNET_KEY doesn't fit"),
                wrong.failure().detail());
    }

    @Test
    void rolesAndWhatElseAPortalKnowsAreTakenWhereThereAreColumns() throws Exception {
        PythonVersion.database(file, """
                ALTER TABLE users ADD COLUMN is_admin BOOLEAN DEFAULT 0;
                ALTER TABLE users ADD COLUMN is_active BOOLEAN DEFAULT 1;
                ALTER TABLE servers ADD COLUMN port INTEGER;
                ALTER TABLE servers ADD COLUMN use_tls BOOLEAN;
                ALTER TABLE permissions ADD COLUMN ftp_username TEXT;
                UPDATE users SET is_admin = 1 WHERE id = 1;
                UPDATE users SET is_active = 0 WHERE id = 2;
                UPDATE servers SET port = 2121, use_tls = 1 WHERE id = 1;
                UPDATE servers SET port = 'ftp' WHERE id = 2;
                UPDATE permissions SET ftp_username = 'a nna' WHERE id = 1;
                """);
        ImportReport report = run(Mode.TAKE);

        assertTrue(report.withRoles());
        assertTrue(text(report).contains("USER bertil LEFT_OUT is disabled there"), text(report).toString());
        assertTrue(text(report).contains("SERVER beta LEFT_OUT ftp_port is no number: ftp"), text(report).toString());
        assertEquals(Users.Role.ADMIN, store.users.find(new Users.Find("anna")).role());
        Servers.Settings alpha = store.servers.find(new Servers.Find("alpha")).settings();
        assertEquals(2121, alpha.ftpPort());
        assertEquals(Servers.FtpSecurity.EXPLICIT, alpha.ftpSecurity());
        assertEquals("a nna",
                store.permissions.login(new Permissions.FindLogin("anna", "alpha")).permission().ftpUsername());
    }

    /** Values are always parameters, and names that would be dangerous in paths aren't taken. */
    @Test
    void hostileValuesDoNoHarm() throws Exception {
        PythonVersion.database(file, """
                UPDATE users SET username = 'x''); DROP TABLE users; --' WHERE id = 1;
                UPDATE users SET username = 'a' || char(10) || 'b' WHERE id = 2;
                UPDATE users SET username = CAST(x'ff00' AS TEXT) WHERE id = 3;
                UPDATE users SET username = 'system' WHERE id = 4;
                UPDATE users SET username = 42.5, password_hash = x'00' WHERE id = 5;
                UPDATE servers SET alias = '../..' WHERE id = 1;
                UPDATE servers SET host = printf('%.5000c', 'x') WHERE id = 2;
                UPDATE servers SET alias = 'gamma', host = 'evil host' || char(27) || '[2J' WHERE id = 3;
                UPDATE permissions SET user_id = 'x''; --';
                """);
        ImportReport report = run(Mode.TAKE);

        assertEquals(1, report.count(ImportReport.Kind.USER, Outcome.PARTLY));
        assertEquals(0, report.count(ImportReport.Kind.SERVER, Outcome.TAKEN));
        assertEquals(0, report.count(ImportReport.Kind.PERMISSION, Outcome.TAKEN));
        assertTrue(text(report).contains("USER row 3 LEFT_OUT users.username is no text"), text(report).toString());
        assertTrue(text(report).contains("SERVER beta LEFT_OUT servers.host is longer than 4096 bytes"),
                text(report).toString());
        assertTrue(text(report).contains("USER system LEFT_OUT the audit trail calls the portal itself so"),
                text(report).toString());
        assertTrue(text(report).stream().noneMatch(line -> line.chars().anyMatch(Character::isISOControl)));
        assertEquals("42.5", store.users.find(new Users.Find("42.5")).username());
    }
}
