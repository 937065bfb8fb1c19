package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Users;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages send: forms instead of JSON, POST instead of PATCH and DELETE; and what PATCH takes as absent. */
class FormsTest extends PortalTest {

    private static final String GRANT = "user_id=alice&server_id=alpha&ftp_username=u&user_pass=p";

    private Client.Call browser(String path) {
        return client.post(path).cookie(FakePortal.ADMIN_TOKEN).browser();
    }

    @Test
    void aFormThatWorkedLeadsToTheList() throws Exception {
        var answer = browser("/users").form("username=bob&password=12345678&role=").send();
        assertEquals(303, answer.status());
        assertEquals("/users", answer.header("Location"));
        assertEquals(Users.Role.USER, portal.seen.last(Users.Create.class).role());
        var server = browser("/servers").form("alias=beta&host=::1&ftp_port=&ftp_security=implicit&encoding=").send();
        assertEquals("/servers/8", server.header("Location"));
        assertEquals(990, portal.seen.last(Provisioning.Register.class).settings().ftpPort());
    }

    @Test
    void whatWorkedIsSaidOnce() throws Exception {
        String left = browser("/users").form("username=bob&password=12345678&role=").send().header("Set-Cookie");
        assertTrue(left.startsWith("notice=USER_ADDED; Max-Age=30; "), left);
        var page = client.get("/users").admin().browser().header("Cookie", "notice=USER_ADDED").send();
        assertEquals("User added.", page.model().getString("notice"));
        assertTrue(page.header("Set-Cookie").startsWith("notice=; Max-Age=0; "), page.header("Set-Cookie"));
        var forged = client.get("/users").admin().browser().header("Cookie", "notice=pay-here").send();
        assertNull(forged.model().getString("notice"));
    }

    @Test
    void aProgramsFormGetsJson() throws Exception {
        var answer = client.post("/users").admin().form("username=bob&password=12345678&role=admin").send();
        assertEquals(201, answer.status());
        assertEquals("/users/3", answer.header("Location"));
        assertEquals("admin", answer.json().getString("role"));
    }

    @Test
    void aFormThatFailedComesBackFilledIn() throws Exception {
        var answer = browser("/users").form("username=taken&password=secret-123&role=user").send();
        assertEquals(409, answer.status());
        assertEquals("users", answer.template());
        assertEquals("The name is taken.", answer.model().getString("error"));
        assertEquals(new JsonObject().put("username", "taken").put("role", "user"),
                answer.model().getJsonObject("form"));
        assertEquals(2, answer.model().getJsonArray("users").size());
        assertFalse(answer.text().contains("secret-123"), "a password must not come back");
        var wrong = browser("/servers").form("alias=a%0Ab&host=h&ftp_port=many").send();
        assertEquals(400, wrong.status());
        assertEquals("must be a whole number", wrong.model().getJsonObject("errors").getString("ftp_port"));
        assertEquals("a\nb", wrong.model().getJsonObject("form").getString("alias"));
        var change = browser("/servers/7").form("_method=patch&alias=other&ftp_port=many").send();
        assertEquals(new JsonObject().put("alias", "other").put("ftp_port", "many"),
                change.model().getJsonObject("form"));
    }

    @Test
    void aFailedPermissionKeepsItsTicksAndForgetsItsSecrets() throws Exception {
        String form = "user_id=alice&server_id=alpha&ftp_username=u&user_pass=hush-1&ftp_account=hush-2&root=relative";
        var ticked = browser("/permissions").form(form + "&rights=list&rights=mkdir").send();
        assertEquals(400, ticked.status());
        assertEquals(new JsonObject().put("user_id", "alice")
                .put("server_id", "alpha")
                .put("ftp_username", "u")
                .put("rights", new JsonArray().add("list").add("mkdir"))
                .put("root", "relative"), ticked.model().getJsonObject("form"));
        assertFalse(ticked.text().contains("hush"), "neither the password nor the account comes back");
        var unticked = browser("/permissions").form(form).send();
        assertEquals(new JsonArray(), unticked.model().getJsonObject("form").getJsonArray("rights"));
    }

    @Test
    void utf8ThatIsNotPercentEncodedIsTakenAsItIs() throws Exception {
        var wrong = browser("/servers").form("alias=Jürgen%21+日本+😀&host=h&ftp_port=many").send();
        assertEquals(400, wrong.status());
        assertEquals("Jürgen! 日本 😀", wrong.model().getJsonObject("form").getString("alias"));
    }

    @Test
    void formsChangeAndRemoveByMethodField() throws Exception {
        var patched = browser("/users/2").form("_method=patch&role=admin&password=").send();
        assertEquals("/users/2", patched.header("Location"));
        Users.Update update = portal.seen.last(Users.Update.class);
        assertEquals("2", update.ref());
        assertEquals(Users.Role.ADMIN, update.role());
        assertNull(update.password(), "an empty field changes nothing");
        assertEquals(303, browser("/servers/7").form("_method=delete").send().status());
        assertEquals("7", portal.seen.last(Servers.Delete.class).ref());
        assertEquals(303, browser("/permissions/9").form("_method=delete").send().status());
        assertEquals("9", portal.seen.last(Permissions.Delete.class).id());
        assertEquals(204, client.post("/users/2").admin().form("_method=delete").send().status());
    }

    @Test
    void whatCannotBeRemovedShowsItsPageAgain() throws Exception {
        var answer = browser("/users/1").form("_method=delete").send();
        assertEquals(409, answer.status());
        assertEquals("user", answer.template());
        assertEquals("The last admin must stay.", answer.model().getString("error"));
        var json = client.call("DELETE", "/users/1").admin().send();
        assertEquals(409, json.status());
        assertEquals("The last admin must stay.", json.json().getString("detail"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"role=admin", "_method=put", "_method=", "_method=patch&_method=delete",
            "_method=delete&role=admin"})
    void otherMethodFieldsAreRefused(String form) throws Exception {
        assertEquals(400, client.post("/users/2").admin().form(form).send().status());
        assertTrue(portal.seen.none(Users.Delete.class) && portal.seen.none(Users.Update.class));
    }

    @Test
    void rightsComeAsListRepeatedOrWithCommas() throws Exception {
        client.post("/permissions").admin().form(GRANT + "&rights=list&rights=download").send();
        assertEquals(Set.of(Right.LIST, Right.DOWNLOAD), portal.seen.last(Permissions.Create.class).rights());
        client.post("/permissions").admin().form(GRANT + "&rights=list,mkdir").send();
        assertEquals(Set.of(Right.LIST, Right.MKDIR), portal.seen.last(Permissions.Create.class).rights());
        client.post("/permissions").admin().form(GRANT).send();
        assertEquals(EnumSet.allOf(Right.class), portal.seen.last(Permissions.Create.class).rights());
        JsonObject json = new JsonObject().put("user_id", "alice")
                .put("server_id", "alpha")
                .put("ftp_username", "u")
                .put("user_pass", "p")
                .put("rights", new JsonArray().add("upload"));
        client.post("/permissions").admin().json(json.encode()).send();
        assertEquals(Set.of(Right.UPLOAD), portal.seen.last(Permissions.Create.class).rights());
    }

    @Test
    void withoutAPasswordAnAccountIsMade() throws Exception {
        client.post("/permissions").admin().json("{\"user_id\":\"alice\",\"server_id\":\"alpha\"}").send();
        Permissions.Create create = portal.seen.last(Permissions.Create.class);
        assertNull(create.userPass());
        assertNull(create.ftpUsername());
        var form = browser("/permissions").form("user_id=alice&server_id=alpha&ftp_username=ann&user_pass=&rights=list")
                .send();
        assertEquals(303, form.status());
        create = portal.seen.last(Permissions.Create.class);
        assertNull(create.userPass(), "an empty field is none");
        assertEquals("ann", create.ftpUsername());
        var nameless = browser("/permissions").form("user_id=alice&server_id=alpha&user_pass=hush&rights=list").send();
        assertEquals(400, nameless.status());
        assertEquals("is required with a password", nameless.model().getJsonObject("errors").getString("ftp_username"));
    }

    @Test
    void whoeverRemovesAPermissionSaysWhatBecomesOfItsFiles() throws Exception {
        assertEquals(204, client.call("DELETE", "/permissions/9").admin().send().status());
        assertEquals(LeftFiles.KEEP, portal.seen.last(Permissions.Delete.class).files());
        assertEquals(204, client.call("DELETE", "/permissions/9?files=archive").admin().send().status());
        assertEquals(LeftFiles.ARCHIVE, portal.seen.last(Permissions.Delete.class).files());
        assertEquals(303, browser("/permissions/9").form("_method=delete&files=remove").send().status());
        assertEquals(LeftFiles.REMOVE, portal.seen.last(Permissions.Delete.class).files());
        var wrong = client.call("DELETE", "/permissions/9?files=burn").admin().send();
        assertEquals(400, wrong.status());
        assertEquals("files: must be one of keep, archive, remove", wrong.json().getString("detail"));
    }

    @Test
    void aNewPasswordIsAcceptedAndLeadsBackToTheServer() throws Exception {
        var json = client.post("/servers/alpha/accounts/alice/rotate").admin().send();
        assertEquals(202, json.status());
        assertEquals("waiting", json.json().getString("state"));
        assertEquals("alpha", portal.seen.last(Accounts.Rotate.class).serverRef());
        assertEquals("alice", portal.seen.last(Accounts.Rotate.class).name());
        var page = browser("/servers/alpha/accounts/alice/rotate").form("").send();
        assertEquals(303, page.status());
        assertEquals("/servers/7#accounts", page.header("Location"));
    }

    @Test
    void noRightsAreNeverAllRights() throws Exception {
        var unchecked = browser("/permissions").form(GRANT).send();
        assertEquals(400, unchecked.status());
        assertNotNull(unchecked.model().getJsonObject("errors").getString("rights"));
        JsonObject json = new JsonObject().put("user_id", "alice")
                .put("server_id", "alpha")
                .put("ftp_username", "u")
                .put("user_pass", "p")
                .put("rights", new JsonArray());
        assertEquals(400, client.post("/permissions").admin().json(json.encode()).send().status());
        assertTrue(portal.seen.none(Permissions.Create.class));
    }

    @Test
    void patchTellsAbsentFromNull() throws Exception {
        client.call("PATCH", "/servers/alpha").admin().json("{\"tls_fingerprint\":null,\"ftp_port\":2121}").send();
        Servers.Update update = portal.seen.last(Servers.Update.class);
        assertEquals("alpha", update.ref());
        assertEquals("", update.tlsFingerprint());
        assertEquals(2121, update.ftpPort());
        assertNull(update.adminUser());
        assertNull(update.host());
        assertNull(update.telemetrySeconds());
        assertEquals(400, client.call("PATCH", "/servers/7").admin().json("{\"host\":null}").send().status());
        assertEquals(400, client.call("PATCH", "/servers/7").admin().json("{\"ftp_port\":21.5}").send().status());
    }

    @Test
    void anIntervalIsSetAndTakenBack() throws Exception {
        client.call("PATCH", "/servers/7").admin().json("{\"telemetry_seconds\":30}").send();
        assertEquals(30, portal.seen.last(Servers.Update.class).telemetrySeconds());
        client.call("PATCH", "/servers/7").admin().json("{\"telemetry_seconds\":null}").send();
        assertEquals(Servers.Update.USUAL, portal.seen.last(Servers.Update.class).telemetrySeconds());
        browser("/servers/7").form("_method=patch&telemetry_seconds=").send();
        assertEquals(Servers.Update.USUAL, portal.seen.last(Servers.Update.class).telemetrySeconds());
        for (String wrong : List.of("0", "3601", "-1", "1.5", "\"5\"", "1e12")) {
            String json = "{\"telemetry_seconds\":" + wrong + "}";
            assertEquals(400, client.call("PATCH", "/servers/7").admin().json(json).send().status(), wrong);
        }
        client.post("/servers").admin().json("{\"alias\":\"b\",\"host\":\"h\",\"telemetry_seconds\":3600}").send();
        assertEquals(3600, portal.seen.last(Provisioning.Register.class).settings().telemetrySeconds());
    }

    @Test
    void modesAreChosenAndAnUnknownOneIsRefused() throws Exception {
        client.post("/servers").admin().json("{\"alias\":\"b\",\"host\":\"h\"}").send();
        Servers.Settings usual = portal.seen.last(Provisioning.Register.class).settings();
        assertEquals(Servers.DataMode.AUTO, usual.dataMode());
        assertEquals(Servers.UploadMode.ATOMIC, usual.uploadMode());
        assertNull(usual.encoding());
        client.post("/servers")
                .admin()
                .json("{\"alias\":\"b\",\"host\":\"h\",\"data_mode\":\"active\","
                        + "\"upload_mode\":\"direct\",\"encoding\":\"ISO-8859-1\"}")
                .send();
        Servers.Settings chosen = portal.seen.last(Provisioning.Register.class).settings();
        assertEquals(Servers.DataMode.ACTIVE, chosen.dataMode());
        assertEquals(Servers.UploadMode.DIRECT, chosen.uploadMode());
        assertEquals("ISO-8859-1", chosen.encoding());
        client.call("PATCH", "/servers/7").admin().json("{\"data_mode\":\"pasv\",\"encoding\":null}").send();
        Servers.Update update = portal.seen.last(Servers.Update.class);
        assertEquals(Servers.DataMode.PASV, update.dataMode());
        assertNull(update.uploadMode());
        assertEquals("", update.encoding());
        for (String wrong : List.of("{\"data_mode\":\"port\"}", "{\"upload_mode\":null}", "{\"data_mode\":1}")) {
            assertEquals(400, client.call("PATCH", "/servers/7").admin().json(wrong).send().status(), wrong);
        }
    }

    @Test
    void theProbesPasswordIsSealedBeforeItIsStored() throws Exception {
        String server = "{\"alias\":\"b\",\"host\":\"h\",\"probe_username\":\"prober\"";
        client.post("/servers").admin().json(server + ",\"probe_password\":\"pass:word\"}").send();
        Provisioning.Register made = portal.seen.last(Provisioning.Register.class);
        assertEquals("prober", made.settings().probeUsername());
        assertEquals("sealed:pass:word", made.encryptedProbePass().value());
        assertEquals(400, client.post("/servers").admin().json(server + "}").send().status());

        client.call("PATCH", "/servers/7").admin().json("{\"probe_password\":\"other\"}").send();
        Servers.Update changed = portal.seen.last(Servers.Update.class);
        assertNull(changed.probeUsername());
        assertEquals("sealed:other", changed.encryptedProbePass().value());
        for (String none : List.of("{\"probe_password\":null}", "{\"probe_username\":null}")) {
            client.call("PATCH", "/servers/7").admin().json(none).send();
            Servers.Update removed = portal.seen.last(Servers.Update.class);
            assertEquals("", removed.probeUsername(), none);
            assertNull(removed.encryptedProbePass(), none);
        }
        String half = "{\"probe_username\":\"prober\",\"probe_password\":null}";
        assertEquals(400, client.call("PATCH", "/servers/7").admin().json(half).send().status());
        client.post("/servers/7").admin().form("_method=patch&probe_username=prober&probe_password=").send();
        Servers.Update form = portal.seen.last(Servers.Update.class);
        assertEquals("prober", form.probeUsername());
        assertNull(form.encryptedProbePass(), "an empty field leaves the password");
    }

    @Test
    void aQuotaIsANumberOfBytesForAnAccount() throws Exception {
        String grant = "{\"user_id\":\"alice\",\"server_id\":\"alpha\",\"quota_bytes\":";
        client.post("/permissions").admin().json(grant + "5368709120}").send();
        assertEquals(5_368_709_120L, portal.seen.last(Permissions.Create.class).quotaBytes());
        for (String wrong : List.of("0", "-1", "1.5", "\"5\"", "1152921504606846977", "1e30",
                "5,\"ftp_username\":\"u\",\"user_pass\":\"p\"", "5,\"login\":\"shared\"")) {
            assertEquals(400, client.post("/permissions").admin().json(grant + wrong + "}").send().status(), wrong);
        }
        client.call("PATCH", "/permissions/9").admin().json("{\"quota_bytes\":5000}").send();
        assertEquals(5000L, portal.seen.last(Permissions.Update.class).quotaBytes());
        client.call("PATCH", "/permissions/9").admin().json("{\"quota_bytes\":null}").send();
        assertEquals(0L, portal.seen.last(Permissions.Update.class).quotaBytes());
        client.call("PATCH", "/permissions/9").admin().json("{\"rights\":[\"list\"]}").send();
        assertNull(portal.seen.last(Permissions.Update.class).quotaBytes());
        client.post("/permissions/9").admin().form("_method=patch&rights=list&quota_bytes=").send();
        assertEquals(0L, portal.seen.last(Permissions.Update.class).quotaBytes());
    }

    @Test
    void passivePortsAreARange() throws Exception {
        client.call("PATCH", "/servers/7").admin().json("{\"ftp_passive_ports\":\"50000-50099\"}").send();
        assertEquals("50000-50099", portal.seen.last(Servers.Update.class).ftpPassivePorts());
        for (String wrong : List.of("50000", "50099-50000", "0-10", "50000-65536", "a-b", "50000-50099;reboot")) {
            String json = "{\"alias\":\"b\",\"host\":\"h\",\"ftp_passive_ports\":\"" + wrong + "\"}";
            var answer = client.post("/servers").admin().json(json).send();
            assertEquals(400, answer.status(), wrong);
        }
    }

    @Test
    void aTokenIsMadeWhereItIsTold() throws Exception {
        var json = client.post("/servers").admin().json("{\"alias\":\"beta\",\"host\":\"h\"}").send();
        assertEquals(FakeAnswers.AGENT_TOKEN.value(), json.json().getString("agent_token"));
        assertTrue(portal.seen.last(Provisioning.Register.class).withToken());
        browser("/servers").form("alias=beta&host=h").send();
        assertFalse(portal.seen.last(Provisioning.Register.class).withToken(), "the next page doesn't show it");
        client.post("/servers")
                .admin()
                .header("Accept", "text/plain")
                .json("{\"alias\":\"beta\",\"host\":\"h\"}")
                .send();
        assertFalse(portal.seen.last(Provisioning.Register.class).withToken(), "the script doesn't say it");
    }

    @Test
    void aNewTokenIsShownOnTheServersPage() throws Exception {
        var page = browser("/servers/7/agent-token").form("").send();
        assertEquals(201, page.status());
        assertEquals("server", page.template());
        assertEquals(FakeAnswers.AGENT_TOKEN.value(), page.model().getString("agent_token"));
        assertEquals("alpha", page.model().getJsonObject("server").getString("alias"));
        assertEquals("7", portal.seen.last(Provisioning.IssueToken.class).serverRef());
    }

    @Test
    void theSetupScriptAloneIsText() throws Exception {
        var answer = client.post("/servers")
                .admin()
                .header("Accept", "text/plain")
                .json("{\"alias\":\"beta\",\"host\":\"ftp.example\"}")
                .send();
        assertEquals(201, answer.status());
        assertEquals("/servers/8", answer.header("Location"));
        assertTrue(answer.text().startsWith("#!/usr/bin/env bash\n"), answer.text());
        assertEquals(Servers.FtpSecurity.EXPLICIT,
                portal.seen.last(Provisioning.Register.class).settings().ftpSecurity());
    }

    @Test
    void changesOfAPermissionNameWhatShallBeOtherwise() throws Exception {
        client.call("PATCH", "/permissions/9").admin().json("{\"rights\":[\"list\"]}").send();
        var rights = portal.seen.last(Permissions.Update.class);
        assertEquals("9", rights.id());
        assertEquals(Set.of(Right.LIST), rights.rights());
        assertNull(rights.root());
        assertNull(rights.userPass());
        client.call("PATCH", "/permissions/9").admin().json("{\"root\":null,\"ftp_account\":null}").send();
        var none = portal.seen.last(Permissions.Update.class);
        assertEquals("", none.root());
        assertEquals("", none.ftpAccount().value());
        assertNull(none.rights());
        for (String wrong : List.of("{\"rights\":[]}", "{\"rights\":null}", "{\"user_pass\":null}",
                "{\"root\":\"srv\"}", "{\"login\":\"../x\"}", "{\"server_id\":\"beta\"}")) {
            assertEquals(400, client.call("PATCH", "/permissions/9").admin().json(wrong).send().status(), wrong);
        }
    }

    @Test
    void aPagesFormKeepsSecretsThatNobodyTyped() throws Exception {
        var saved = browser("/permissions/9")
                .form("_method=patch&rights=list&root=&ftp_username=&user_pass=&ftp_account=&login=&files=keep")
                .send();
        assertEquals(303, saved.status());
        var update = portal.seen.last(Permissions.Update.class);
        assertEquals(Set.of(Right.LIST), update.rights());
        assertEquals("", update.root());
        assertNull(update.ftpUsername());
        assertNull(update.userPass());
        assertNull(update.ftpAccount());
        assertNull(update.login());
        assertEquals(400, browser("/permissions/9").form("_method=patch&root=").send().status());
    }

    @Test
    void storedLoginsHaveFormsOfTheirOwn() throws Exception {
        var added = browser("/servers/7/logins").form("name=shared&ftp_username=web&user_pass=p&ftp_account=").send();
        assertEquals("/servers/7#logins", added.header("Location"));
        var create = portal.seen.last(StoredLogins.Create.class);
        assertEquals("7", create.serverRef());
        assertNull(create.ftpAccount());
        var again = browser("/servers/7/logins").form("name=sha red&ftp_username=web&user_pass=p").send();
        assertEquals(400, again.status());
        assertEquals("sha red", again.model().getJsonObject("form").getString("name"));
        assertFalse(again.text().contains("user_pass=p"), again.text());
        assertEquals(409, client.call("DELETE", "/servers/7/logins/shared").admin().send().status());
        assertEquals(409, browser("/servers/7/logins/shared").form("_method=delete").send().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "dashboard", "users", "users/2:user", "servers", "servers/7:server", "permissions",
            "permissions/9:permission", "servers/7/logins:logins", "servers/7/logins/shared:login-of-server", "audit",
            "docs"})
    void pagesGetTheirModels(String pathAndTemplate) throws Exception {
        String[] parts = pathAndTemplate.split(":", -1);
        var page = client.get("/" + parts[0]).cookie(FakePortal.ADMIN_TOKEN).browser().send();
        assertEquals(200, page.status());
        assertEquals(parts[parts.length - 1], page.template());
        assertEquals("node-1", page.model().getString("node"));
    }

    @Test
    void theDashboardCountsForAdminsOnly() throws Exception {
        var admin = client.get("/dashboard").cookie(FakePortal.ADMIN_TOKEN).browser().send();
        assertEquals(new JsonObject().put("users", 2).put("servers", 1).put("permissions", 1),
                admin.model().getJsonObject("counts"));
        var user = client.get("/dashboard").cookie(FakePortal.USER_TOKEN).browser().send();
        assertNull(user.model().getJsonObject("counts"));
        assertEquals("/ftp/alice/alpha/", user.model().getJsonArray("servers").getJsonObject(0).getString("href"));
    }
}
