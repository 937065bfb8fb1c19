package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.messages.Provisioning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Servers that are set up over SSH: the host key is confirmed first, and no page ever has a secret. */
class JobsTest extends PortalTest {

    private static final String KEY = URLEncoder.encode(FakeAnswers.HOST_KEY, StandardCharsets.UTF_8);
    private static final String LOGIN = "ssh_host=ftp.example&ssh_port=2222&ssh_user=ada&ssh_password=geheim";

    private Client.Call form(String path, String fields) {
        return client.post(path).cookie(FakePortal.ADMIN_TOKEN).header("Accept", Client.HTML).form(fields);
    }

    @Test
    void withoutAHostKeyProgramsAreToldWhichThereIs() throws Exception {
        var answer = client.post("/servers/alpha/provision")
                .admin()
                .json("{\"ssh_user\":\"root\",\"ssh_private_key\":\"k\",\"ssh_passphrase\":\"p\"}")
                .send();
        assertEquals(409, answer.status());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        JsonObject problem = answer.json();
        assertEquals("conflict", problem.getString("code"));
        assertEquals(FakeAnswers.HOST_KEY, problem.getString("host_key_fingerprint"));
        assertEquals("ssh-ed25519", problem.getString("host_key_type"));
        assertTrue(problem.getString("detail")
                .startsWith("The host key of alpha is to be confirmed: ssh-ed25519 SHA256:"));
        Provisioning.Provision asked = portal.seen.last(Provisioning.Provision.class);
        assertEquals(22, asked.port());
        assertNull(asked.host());
        assertEquals(new SshCredential(null, new Secret("k"), new Secret("p"), null), asked.credential());
        String changed = client.post("/servers/changed/provision")
                .admin()
                .json("{\"ssh_user\":\"root\",\"ssh_password\":\"p\"}")
                .send()
                .json()
                .getString("detail");
        assertTrue(changed.startsWith("The host key of changed has changed since " + FakePortal.NOW), changed);
    }

    @Test
    void withItAJobBegins() throws Exception {
        var answer = client.post("/servers/alpha/provision")
                .admin()
                .json("{\"ssh_host\":\"10.1.1.1\",\"ssh_port\":2222,\"ssh_user\":\"ada\",\"ssh_password\":\"p\","
                        + "\"sudo_password\":\"s\",\"existing_daemon\":\"keep\",\"host_key_fingerprint\":\""
                        + FakeAnswers.HOST_KEY + "\"}")
                .send();
        assertEquals(202, answer.status());
        assertEquals("/jobs/j1", answer.header("Location"));
        assertEquals("{\"job_id\":\"j1\"}", answer.text());
        Provisioning.Provision asked = portal.seen.last(Provisioning.Provision.class);
        assertEquals("10.1.1.1", asked.host());
        assertEquals(ExistingDaemon.KEEP, asked.existingDaemon());
        assertEquals(Jobs.Kind.PROVISION, asked.kind());
        assertEquals(new Secret("s"), asked.credential().sudoPassword());
    }

    @Test
    void thePageAsksForTheSecretsAgain() throws Exception {
        var shown = form("/servers/7/provision", LOGIN).send();
        assertEquals(409, shown.status());
        assertEquals("provision", shown.template());
        assertFalse(shown.text().contains("geheim"), shown.text());
        JsonObject model = shown.model();
        assertEquals(FakeAnswers.HOST_KEY, model.getJsonObject("host_key").getString("fingerprint"));
        assertEquals("ada", model.getJsonObject("form").getString("ssh_user"));
        var begun = form("/servers/7/provision", LOGIN + "&host_key_fingerprint=" + KEY).send();
        assertEquals(303, begun.status());
        assertEquals("/jobs/j1", begun.header("Location"));
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        for (String wrong : new String[]{"{\"ssh_user\":\"root\"} ssh_password",
                "{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"ssh_private_key\":\"k\"} ssh_password",
                "{\"ssh_password\":\"p\"} ssh_user", "{\"ssh_user\":\"r\\nx\",\"ssh_password\":\"p\"} ssh_user",
                "{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"ssh_port\":70000} ssh_port",
                "{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"host_key_fingerprint\":\"MD5:x\"} host_key_fingerprint",
                "{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"existing_daemon\":\"burn\"} existing_daemon"}) {
            int end = wrong.lastIndexOf(' ');
            var answer = client.post("/servers/alpha/provision").admin().json(wrong.substring(0, end)).send();
            assertEquals(400, answer.status(), wrong);
            assertEquals(wrong.substring(end + 1),
                    answer.json().getJsonArray("errors").getJsonObject(0).getString("field"), wrong);
        }
        assertTrue(portal.seen.none(Provisioning.Provision.class));
        var page = form("/servers/7/provision", "ssh_user=root").send();
        assertEquals(400, page.status());
        assertEquals("provision", page.template());
    }

    @Test
    void ofManyAllLinesAreLookedAtFirst() throws Exception {
        var wrong = client.post("/provision")
                .admin()
                .json("{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"hosts\":\"alias,host\\nbeta,10.0.0.2\\nbeta,10.0.0.3\\n"
                        + "-x,h\\nonly\\ngamma,10.0.0.4,99999\\ndelta,10.0.0.5,22,MD5:x\"}")
                .send();
        assertEquals(400, wrong.status());
        String detail = wrong.json().getString("detail");
        for (String line : new String[]{"line 3: the alias beta is on line 2 too", "line 4: alias: must be",
                "line 5: must be alias,", "line 6: ssh_port: must be a port",
                "line 7: the fingerprint must be SHA256:"}) {
            assertTrue(detail.contains(line), detail);
        }
        var taken = client.post("/provision")
                .admin()
                .json("{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"hosts\":[\"ALPHA,10.0.0.2\"]}")
                .send();
        assertEquals("hosts: there are servers already called ALPHA", taken.json().getString("detail"));
        assertTrue(portal.seen.none(Provisioning.Register.class));
    }

    @Test
    void manyAreConfirmedAndThenMade() throws Exception {
        var keys = client.post("/provision")
                .admin()
                .json("{\"ssh_user\":\"root\",\"ssh_password\":\"p\",\"hosts\":\"beta,10.0.0.2\\ngamma;away;2222\"}")
                .send();
        assertEquals(409, keys.status());
        assertEquals(new JsonArray().add("beta,10.0.0.2,22," + FakeAnswers.HOST_KEY).add("gamma,away,2222"),
                keys.json().getJsonArray("hosts"));
        assertEquals("There is no SSH server at away.",
                keys.json().getJsonArray("keys").getJsonObject(1).getString("error"));
        assertTrue(portal.seen.none(Provisioning.Register.class));

        var made = client.post("/provision")
                .admin()
                .json(new JsonObject().put("ssh_user", "root")
                        .put("ssh_password", "p")
                        .put("hosts", new JsonArray().add("beta,10.0.0.2,22," + FakeAnswers.HOST_KEY))
                        .encode())
                .send();
        assertEquals(202, made.status());
        assertEquals(new JsonObject().put("jobs", new JsonArray()
                .add(new JsonObject().put("alias", "beta").put("server_id", "8").put("job_id", "j1").putNull("error"))),
                made.json());
        assertEquals("beta", portal.seen.last(Provisioning.Register.class).settings().alias());
        assertEquals("8", portal.seen.last(Provisioning.Provision.class).serverRef());
        var page = form("/provision", "ssh_user=root&ssh_password=geheim&hosts=beta%2C10.0.0.2").send();
        assertEquals(409, page.status());
        assertEquals("provision-many", page.template());
        assertFalse(page.text().contains("geheim"), page.text());
        assertEquals("beta,10.0.0.2,22," + FakeAnswers.HOST_KEY, page.model().getJsonObject("form").getString("hosts"));
    }

    @Test
    void jobsAreShown() throws Exception {
        JsonObject job = client.get("/jobs/j1").admin().send().json();
        assertEquals("failed", job.getString("state"));
        assertEquals("apt is locked", job.getJsonArray("steps").getJsonObject(1).getString("detail"));
        assertNull(job.getJsonArray("steps").getJsonObject(2).getValue("started_at"));
        JsonObject model = client.get("/jobs/j1").admin().browser().send().model().getJsonObject("job");
        assertEquals("7 s",
                model.getJsonArray("steps").getJsonObject(1).getString("duration_text").replace('\u00a0', ' '));
        assertTrue(model.getBoolean("may_retry"));
        client.get("/jobs?server_id=alpha&limit=3").admin().send();
        assertEquals(new Jobs.FindAll("alpha", 3), portal.seen.last(Jobs.FindAll.class));
        assertEquals(404, client.get("/jobs/other").admin().send().status());
        assertEquals(403, client.get("/jobs").bearer(FakePortal.USER_TOKEN).send().status());
    }

    @Test
    void jobsAreCancelledAndRetried() throws Exception {
        assertEquals(202, client.post("/jobs/j1/cancel").admin().send().status());
        assertEquals("j1", portal.seen.last(Jobs.Cancel.class).id());
        assertEquals("/jobs/j1", form("/jobs/j1/cancel", "").send().header("Location"));
        var without = client.post("/jobs/j1/retry").admin().json("{}").send();
        assertEquals(400, without.status());
        var page = form("/jobs/j1/retry", "ssh_passphrase=geheim").send();
        assertEquals(400, page.status());
        assertEquals("job", page.template());
        assertFalse(page.text().contains("geheim"), page.text());
        assertEquals(303, form("/jobs/j1/retry", "ssh_password=geheim").send().status());
        assertEquals(new Secret("geheim"), portal.seen.last(Provisioning.RetryJob.class).credential().password());
    }
}
