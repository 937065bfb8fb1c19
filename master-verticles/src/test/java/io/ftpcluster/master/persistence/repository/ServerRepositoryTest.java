package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.messages.Servers.Delete;
import io.ftpcluster.messages.Servers.Find;
import io.ftpcluster.messages.Servers.FindAll;
import io.ftpcluster.messages.Servers.FindProbeLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Insert;
import io.ftpcluster.messages.Servers.ProbeLogin;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers.Update;
import io.ftpcluster.messages.Servers.UploadMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class ServerRepositoryTest {

    @RegisterExtension
    private final TestStore store;

    ServerRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
    }

    @Test
    void keepsEverySetting() {
        Settings all = new Settings("Alpha", "2001:db8::1", 990, FtpSecurity.IMPLICIT, "ab".repeat(32), "ISO-8859-1",
                "installer", 3600, DataMode.ACTIVE, UploadMode.DIRECT);
        Server server = store.servers.insert(new Insert(ROOT, all));
        assertEquals(server, store.servers.find(new Find("aLPHA")));
        assertEquals(server, store.servers.find(new Find(server.id())));
        assertEquals(all, server.settings());
    }

    @Test
    void changesHowDataConnectionsAndUploadsAreMade() {
        store.server("alpha");
        store.servers.update(new Update(ROOT, "alpha", null, null, null, null, null, "ISO-8859-1", null, null,
                DataMode.PASV, UploadMode.DIRECT));
        store.servers.update(renamed("alpha", "Alpha"));
        Settings set = store.servers.find(new Find("alpha")).settings();
        assertEquals(DataMode.PASV, set.dataMode());
        assertEquals(UploadMode.DIRECT, set.uploadMode());
        assertEquals("ISO-8859-1", set.encoding());
        store.servers
                .update(new Update(ROOT, "alpha", null, null, null, null, null, Settings.AUTO, null, null, null, null));
        assertNull(store.servers.find(new Find("alpha")).settings().encoding());
    }

    @Test
    void keepsWhatIsAbsent() {
        Server server = store.server("alpha");
        assertEquals(server, store.servers.find(new Find("alpha")));
    }

    private static Update probing(String username, String sealed) {
        Secret secret = sealed == null ? null : new Secret(sealed);
        return new Update(ROOT, "alpha", null, null, null, null, null, null, null, null, null, null, username, secret,
                null);
    }

    private String probeLogin() {
        ProbeLogin found = store.servers.probeLogin(new FindProbeLogin("alpha"));
        return found.server().settings().probeUsername() + " "
                + (found.encryptedPass() == null ? "-" : found.encryptedPass().value());
    }

    @Test
    void keepsTheLoginOfProbesAsAWhole() {
        store.server("alpha");
        assertEquals("null -", probeLogin());
        assertFails(FailureCode.INVALID, "probe_password: is needed with probe_username",
                () -> store.servers.update(probing("prober", null)));
        assertFails(FailureCode.INVALID, "probe_username: is needed with probe_password",
                () -> store.servers.update(probing(null, "one")));
        assertEquals("null -", probeLogin());
        store.servers.update(probing("prober", "one"));
        assertEquals("prober one", probeLogin());
        store.servers.update(probing("other", null));
        store.servers.update(renamed("alpha", "Alpha"));
        assertEquals("other one", probeLogin());
        store.servers.update(probing(null, "two"));
        assertEquals("other two", probeLogin());
        assertEquals("server.update Alpha a new password for probes", store.trail().getFirst());
        store.servers.update(probing("", null));
        assertEquals("null -", probeLogin());
    }

    @Test
    void takesALoginOfProbesWithTheServer() {
        Settings settings = new Settings("alpha", "ftp.example.org", 21, FtpSecurity.NONE, null, null, null, null, null,
                null, "prober", "50000-50099");
        assertFails(FailureCode.INVALID, "probe_password: is needed with probe_username",
                () -> store.servers.insert(new Insert(ROOT, settings)));
        store.servers.insert(new Insert(ROOT, settings, null, new Secret("one")));
        assertEquals("prober one", probeLogin());
        assertEquals(settings, store.servers.find(new Find("alpha")).settings());
    }

    @Test
    void changesTheIntervalAndTakesItBack() {
        store.server("alpha");
        assertEquals(30, store.servers.update(measured(30)).settings().telemetrySeconds());
        assertEquals(30, store.servers.update(renamed("alpha", "Alpha")).settings().telemetrySeconds());
        assertEquals(30, store.servers.find(new Find("alpha")).settings().telemetrySeconds());
        assertNull(store.servers.update(measured(Update.USUAL)).settings().telemetrySeconds());
        assertNull(store.servers.find(new Find("alpha")).settings().telemetrySeconds());
        assertFails(FailureCode.INVALID, "telemetry_seconds: must be a number from 1 to 3600",
                () -> store.servers.update(measured(3601)));
    }

    private static Update measured(int seconds) {
        return new Update(ROOT, "alpha", null, null, null, null, null, null, null, seconds, null, null);
    }

    @Test
    void refusesAnAliasThatIsTakenInAnotherCase() {
        store.server("alpha");
        store.server("beta");
        assertFails(FailureCode.CONFLICT, "alias: there is a server ALPHA already.", () -> store.server("ALPHA"));
        assertFails(FailureCode.CONFLICT, "alias: there is a server Alpha already.",
                () -> store.servers.update(renamed("beta", "Alpha")));
        assertEquals("beta", store.servers.find(new Find("beta")).alias());
    }

    @Test
    void namesWhatIsMissing() {
        String detail = "There is no server nowhere.";
        assertFails(FailureCode.NOT_FOUND, detail, () -> store.servers.find(new Find("nowhere")));
        assertFails(FailureCode.NOT_FOUND, detail, () -> store.servers.delete(new Delete(ROOT, "nowhere")));
        assertFails(FailureCode.NOT_FOUND, detail, () -> store.servers.update(renamed("nowhere", "x")));
    }

    @Test
    void updatesListsAndDeletes() {
        store.server("beta");
        Server alpha = store.server("alpha");
        Server changed = store.servers.update(renamed("alpha", "Gamma"));
        assertEquals(alpha.id(), changed.id());
        assertEquals(List.of("beta", "Gamma"),
                store.servers.list(new FindAll()).servers().stream().map(Server::alias).toList());
        store.servers.update(renamed("gamma", "Gamma"));
        store.servers.delete(new Delete(ROOT, "gamma"));
        assertEquals(List.of("server.delete Gamma", "server.update Gamma was alpha", "server.create alpha",
                "server.create beta"), store.trail());
    }

    @Test
    void aSettingThatDoesNotFitLeavesTheRowAlone() {
        Server alpha = store.server("alpha");
        assertFails(FailureCode.INVALID, "ftp_port: must be a port from 1 to 65535", () -> store.servers
                .update(new Update(ROOT, "alpha", null, "other.example.org", 70000, null, null, null, null)));
        assertEquals(alpha, store.servers.find(new Find("alpha")));
    }

    @Test
    void changesToDifferentFieldsAtOnceAreBothKept() throws Exception {
        store.server("alpha");
        for (int round = 1; round <= 20; round++) {
            String host = "host" + round;
            int port = 2000 + round;
            List<Callable<Server>> changes = List.of(
                    () -> store.servers.update(new Update(ROOT, "alpha", null, host, null, null, null, null, null)),
                    () -> store.servers.update(new Update(ROOT, "alpha", null, null, port, null, null, null, null)));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                for (Future<Server> change : new ArrayList<>(threads.invokeAll(changes))) {
                    change.get();
                }
            }
            Settings settings = store.servers.find(new Find("alpha")).settings();
            assertEquals(host + ":" + port, settings.host() + ":" + settings.ftpPort());
        }
    }

    private static Update renamed(String ref, String alias) {
        return new Update(ROOT, ref, alias, null, null, null, null, null, null);
    }
}
