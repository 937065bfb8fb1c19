package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts that programs on the server ask for, by an agent in the sandbox of its unit. */
class DatalinkOnHosts extends RegisteredHost {

    private static final String FILE = "curl -ksS --ssl-reqd --user 'zoe:%s' ftp://127.0.0.1/file";

    /** Status and body. */
    private String asked(String path, JsonObject body) {
        return host.shell(
                "sed -n 's/^AGENT_TOKEN=\\(.*\\)/header = \"Authorization: Bearer \\1\"/p' /etc/ftpcluster/agent.env"
                        + " | curl -ksS -m 30 -K - -H 'Content-Type: application/json' -w '%{http_code}' --retry 50 --retry-connrefused"
                        + " --retry-delay 1 --data '" + body.encode() + "' https://127.0.0.1:9000" + path);
    }

    private List<?> shown() throws Exception {
        return portal.asAdmin("GET", "/servers/one/accounts", null).json().getJsonArray("datalink").getList();
    }

    @Test
    void theyWorkAndThePortalIsTold() throws Exception {
        host.shell(portal.command(host).replace("| sudo sh", "| sh"));
        portal.awaitGreen(host);
        host.shell("echo AGENT_DATALINK_PORT=9000 >>/etc/ftpcluster/agent.env && systemctl restart ftpcluster-agent");

        String made = asked("/create_user",
                new JsonObject().put("username", "zoe").put("password", "a first password"));
        assertTrue(made.endsWith("201"), made);
        host.shell("echo hello | " + FILE.formatted("a first password") + " -T -");
        assertEquals("hello", host.shell("cat /home/zoe/file"));
        HostPortal.await(() -> new JsonObject().put("names", shown()),
                seen -> seen.getJsonArray("names").encode().contains("zoe"));

        String changed = asked("/change_password",
                new JsonObject().put("username", "zoe").put("password", "another password"));
        assertTrue(changed.endsWith("200"), changed);
        assertFalse(host.is(FILE.formatted("a first password")));
        assertEquals("hello", host.shell(FILE.formatted("another password")));

        String gone = asked("/delete_user", new JsonObject().put("username", "zoe").put("files", "remove"));
        assertTrue(gone.endsWith("200"), gone);
        assertFalse(host.is("getent passwd zoe || test -e /home/zoe"));
        HostPortal.await(() -> portal.asAdmin("GET", "/audit", null).json(),
                seen -> List.of("create_user", "change_password", "delete_user")
                        .stream()
                        .allMatch(seen.encode()::contains));
    }

    @Test
    void whoIsNotMadeByItIsNotChanged() throws Exception {
        host.shell(portal.command(host).replace("| sudo sh", "| sh"));
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
        host.shell("useradd -m stranger; echo AGENT_DATALINK_PORT=9000 >>/etc/ftpcluster/agent.env"
                + " && systemctl restart ftpcluster-agent");
        for (String name : List.of("anna", "stranger", "root")) {
            JsonObject body = new JsonObject().put("username", name).put("password", "a long password");
            for (String path : List.of("/create_user", "/change_password")) {
                String refused = asked(path, body);
                assertTrue(refused.matches("(?s).*4(00|09)"), path + " " + name + ": " + refused);
            }
        }
        assertTrue(host.is("getent passwd anna stranger root | wc -l | grep -qx 3"));
    }
}
