package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power that goes in the middle, on either side; and running it all again. */
class InterruptionsOnHosts extends RegisteredHost {

    private String runUntil(String step) throws Exception {
        String job = portal.begin(host, JoiningOnHosts.rootsKey());
        portal.awaitJob(job, seen -> !HostPortal.step(seen, step).getString("state").equals("pending")
                || !seen.getString("state").equals("running"));
        return job;
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts", "runtime", "daemon", "configuration", "agent", "service", "hello", "test"})
    void theMachineLosesItsPower(String step) throws Exception {
        String job = runUntil(step);
        host.crash();
        host.bootAgain();
        JsonObject ended = portal.awaitEnd(job);
        if (!ended.getString("state").equals("succeeded")) {
            Answer again = portal.asAdmin("POST", "/jobs/" + job + "/retry", JoiningOnHosts.rootsKeyAlone());
            assertEquals(202, again.status(), again::text);
            ended = portal.awaitEnd(job);
        }
        assertEquals("succeeded", ended.getString("state"), ended::encode);
        portal.awaitGreen(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts", "runtime", "daemon", "configuration", "agent", "service", "hello", "test"})
    void theMasterIsKilled(String step) throws Exception {
        String job = runUntil(step);
        portal.killAndRestart();
        JsonObject ended = portal.awaitEnd(job);
        assertEquals("succeeded", ended.getString("state"), ended::encode);
        portal.awaitGreen(host);
    }

    @Test
    void allOfItTwiceAndThenRemoval() throws Exception {
        assertEquals("succeeded", portal.awaitEnd(portal.begin(host, JoiningOnHosts.rootsKey())).getString("state"));
        portal.assertServes("anna", host);
        JsonObject again = portal.awaitEnd(portal.begin(host, JoiningOnHosts.rootsKey()));
        assertEquals("succeeded", again.getString("state"), again::encode);
        portal.awaitGreen(host);
        assertEquals("hello", host.shell("cat /home/anna/hello.txt"));

        String removal = portal.begin(host, JoiningOnHosts.rootsKey(), "deprovision");
        JsonObject removed = portal.awaitEnd(removal);
        assertEquals("succeeded", removed.getString("state"), removed::encode);
        assertTrue(host.is("! test -e /etc/ftpcluster/agent.env && ! systemctl is-active --quiet ftpcluster-agent"));
        assertEquals("hello", host.shell("cat /home/anna/hello.txt"), "people's files stay");
    }
}
