package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ftpcluster.testing.BootedHost;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare machine joins the fleet, by each of the three ways. */
class JoiningOnHosts {

    private final List<BootedHost> hosts = new ArrayList<>();

    @TempDir
    Path directory;

    private HostPortal portal;

    @BeforeEach
    void start() throws Exception {
        // The bridge comes with the first host, and the portal listens there.
        hosts.add(BootedHost.up("one"));
        portal = new HostPortal(directory.resolve("data"));
    }

    @AfterEach
    void stop() {
        portal.close();
        hosts.forEach(BootedHost::close);
    }

    private BootedHost host(int number) {
        while (hosts.size() <= number) {
            hosts.add(BootedHost.up(List.of("one", "two", "three").get(hosts.size())));
        }
        return hosts.get(number);
    }

    static JsonObject rootsKey() throws Exception {
        return rootsKeyAlone().put("ssh_user", "root");
    }

    /** What a retry takes: who logs in and where are the job's. */
    static JsonObject rootsKeyAlone() throws Exception {
        return new JsonObject().put("ssh_private_key", BootedHost.privateKey());
    }

    @Test
    void byOneCommand() throws Exception {
        BootedHost host = host(0);
        portal.register(host);
        String command = portal.command(host);
        String said = host.shell(command.replace("| sudo sh", "| sh"));
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
        assertFalse(host.is("ls -d /tmp/ftpcluster* 2>/dev/null | grep ."), "its folder is removed");
        assertFalse(host(1).is(command.replace("| sudo sh", "| sh")), "the secret is the first machine's: " + said);
    }

    @Test
    void overSshAsRootWithAKey() throws Exception {
        BootedHost host = host(0);
        portal.register(host);
        JsonObject job = portal.awaitEnd(portal.begin(host, rootsKey()));
        assertEquals("succeeded", job.getString("state"), job::encode);
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
    }

    @Test
    void overSshWithPasswordsForLoginAndSudo() throws Exception {
        BootedHost host = host(0);
        portal.register(host);
        JsonObject login = new JsonObject().put("ssh_user", "typist").put("ssh_password", "typist");
        JsonObject job = portal.awaitEnd(portal.begin(host, login));
        assertEquals("succeeded", job.getString("state"), job::encode);
        portal.awaitGreen(host);
        JsonObject told = job.copy();
        // His name is his password.
        assertEquals("typist", told.remove("ssh_user"));
        assertFalse(told.encode().contains("typist"), told::encode);
        assertFalse(host.is("grep -rs ssh_password /var/log /home/typist"), "nor left there");
    }

    @Test
    void onDebian13() throws Exception {
        assumeTrue(BootedHost.hasImage("trixie"), "there is no image of Debian 13");
        hosts.add(BootedHost.up("newer", "trixie"));
        BootedHost host = hosts.getLast();
        portal.register(host);
        JsonObject job = portal.awaitEnd(portal.begin(host, rootsKey()));
        assertEquals("succeeded", job.getString("state"), job::encode);
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
    }

    @Test
    void byABundle() throws Exception {
        BootedHost host = host(0);
        portal.register(host);
        host.write("/root/bundle.tar.gz", portal.bundle(host));
        host.shell("mkdir /root/b && tar -C /root/b -xzf /root/bundle.tar.gz");
        String script = host.shell("find /root/b -name ftpcluster-setup.sh");
        host.shell("cd " + script.substring(0, script.lastIndexOf('/')) + " && bash ./ftpcluster-setup.sh");
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
    }

    @Test
    void threeAtOnceEachByAnother() throws Exception {
        BootedHost first = host(0);
        BootedHost second = host(1);
        BootedHost third = host(2);
        for (BootedHost host : List.of(first, second, third)) {
            portal.register(host);
        }
        third.write("/root/bundle.tar.gz", portal.bundle(third));
        String job = portal.begin(second, rootsKey());
        String command = portal.command(first).replace("| sudo sh", "| sh");
        first.shell("systemd-run --quiet --unit=joining bash -c '" + command.replace("'", "'\\''") + "'");
        third.shell("mkdir /root/b && tar -C /root/b -xzf /root/bundle.tar.gz"
                + " && systemd-run --quiet --unit=joining bash -c 'cd \"$(dirname \"$(find /root/b -name ftpcluster-setup.sh)\")\""
                + " && bash ./ftpcluster-setup.sh'");
        assertEquals("succeeded", portal.awaitEnd(job).getString("state"));
        for (BootedHost host : List.of(first, second, third)) {
            portal.awaitGreen(host);
        }
        portal.assertServes("anna", first);
        portal.assertServes("bert", second);
        portal.assertServes("carla", third);
    }
}
