package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts on machines that were set up by the portal. */
class AccountsOnHosts {

    private static final int MANY = 200;
    /** Whose name somebody of that machine has already. */
    private static final int TAKEN = 7;

    private final List<BootedHost> hosts = new ArrayList<>();

    @TempDir
    Path directory;

    private HostPortal portal;

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            hosts.add(BootedHost.up(name));
        }
        portal = new HostPortal(directory.resolve("data"));
        List<String> jobs = new ArrayList<>();
        for (BootedHost host : hosts) {
            portal.register(host);
            jobs.add(portal.begin(host, JoiningOnHosts.rootsKey()));
        }
        for (String job : jobs) {
            JsonObject ended = portal.awaitEnd(job);
            assertEquals("succeeded", ended.getString("state"), ended::encode);
        }
    }

    @AfterEach
    void stop() {
        portal.close();
        hosts.forEach(BootedHost::close);
    }

    @Test
    void manyAtOnceANameThatIsTakenAndAnAgentThatWasAway() throws Exception {
        BootedHost away = hosts.get(1);
        away.shell("useradd -m user-" + TAKEN);
        List<String> permissions = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            portal.addUser("user-" + i);
        }
        long began = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            permissions.add(portal.grant("user-" + i, hosts.get(i % hosts.size())));
        }
        for (int i = 0; i < MANY; i++) {
            portal.awaitAccount(hosts.get(i % hosts.size()), "user-" + i, i == TAKEN ? "failed" : "working");
        }
        System.out.println(
                MANY + " permissions on 3 servers: " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");

        away.cut();
        for (int i = 1; i < MANY; i += 3) {
            assertEquals(204,
                    portal.asAdmin("DELETE", "/permissions/" + permissions.get(i) + "?files=keep", null).status());
        }
        away.mend();
        for (int i = 1; i < MANY; i += 3) {
            portal.awaitAccount(away, "user-" + i, "removed");
        }
        assertEquals("user-" + TAKEN, away.shell("getent passwd | grep ^user- | cut -d : -f 1"), "it was never ours");
        assertTrue(Integer.parseInt(away.shell("ls /home/.ftpcluster-removed | wc -l")) > 0);
    }
}
