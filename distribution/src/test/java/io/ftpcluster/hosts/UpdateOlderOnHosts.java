package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ftpcluster.testing.BootedHost.Result;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an older commit's build, with users at work, to this one; and a failing update that has changed the tables already. */
class UpdateOlderOnHosts extends UnpackedDistribution {

    private static final String API = "http://127.0.0.1:8080";

    private String password;

    @Override
    Archive archive() throws IOException {
        assumeTrue(Archive.older().isPresent(), "no distribution of an older commit was built");
        return Archive.older().orElseThrow();
    }

    @BeforeEach
    void install() throws IOException {
        password = password(setUp());
        host.write("/root/new.tar.gz", Archive.built().content());
        host.shell(
                "mkdir /root/new && tar xzf /root/new.tar.gz -C /root/new && mv /root/new/ftpcluster-* /root/new/ftpcluster-0.2.0");
        for (String name : new String[]{"anna", "bert"}) {
            host.shell("curl -fsS -o /dev/null -u admin:" + password
                    + " -H 'Content-Type: application/json' -d '{\"username\":\"" + name
                    + "\",\"password\":\"a long passphrase\",\"role\":\"user\"}' " + API + "/users");
        }
        // Somebody who has logged in before and goes on afterwards.
        host.shell("curl -fsS -c /root/cookies -o /dev/null -H 'Content-Type: application/json'"
                + " -d '{\"username\":\"anna\",\"password\":\"a long passphrase\"}' " + API + "/login");
    }

    private Result update() {
        host.shell("cd /root/new && tar czf /root/0.2.0.tar.gz ftpcluster-0.2.0");
        return host.attempt("/root/new/ftpcluster-0.2.0/scripts/update_master.sh /root/0.2.0.tar.gz");
    }

    private boolean sessionGoesOn() {
        return host.is("curl -fsS -b /root/cookies -o /dev/null " + API + "/me");
    }

    @Test
    void usersGoOnWithTheNewVersion() {
        assertTrue(sessionGoesOn());
        host.shell(
                """
                        cat >/root/work <<'E'
                        n=0
                        while [ -e /root/working ]; do
                            n=$((n + 1))
                            curl -fsS -m 5 -o /dev/null -u admin:PASSWORD -H 'Content-Type: application/json' \\
                                -d "{\\"username\\":\\"user$n\\",\\"password\\":\\"a long passphrase\\",\\"role\\":\\"user\\"}" API/users &&
                                echo "user$n" >>/root/acknowledged
                            curl -fsS -m 5 -b /root/cookies -o /dev/null API/me || echo missed >>/root/missed
                        done
                        E
                        touch /root/working; systemd-run --quiet bash /root/work; sleep 3
                        """
                        .replace("PASSWORD", password)
                        .replace("API", API));
        Result updated = update();
        assertEquals(0, updated.code(), updated.output());
        host.shell("sleep 2; rm /root/working; sleep 2");
        assertEquals("/opt/ftpcluster/0.2.0", host.shell("readlink /opt/ftpcluster/current"));
        assertTrue(sessionGoesOn());
        assertTrue(logsIn("bert", "'a long passphrase'"));
        assertEquals("", host.shell("curl -fsS -u admin:" + password + " '" + API + "/users?limit=1000' >/root/users;"
                + " while read -r name; do grep -q \"\\\"$name\\\"\" /root/users || echo $name; done </root/acknowledged"),
                "who was acknowledged and is lost");
        System.out.println("users that were made meanwhile: " + host.shell("wc -l </root/acknowledged"));
    }

    @Test
    void oneThatDiesAfterItHasChangedTheTablesIsUndone() {
        String old = host.shell("readlink /opt/ftpcluster/current");
        host.shell("""
                cat >>/root/new/ftpcluster-0.2.0/bin/launch.sh <<'E'
                eval "real_$(declare -f launch)"
                launch() {
                    case $* in *--check-config*) real_launch "$@" ;; esac
                    (real_launch "$@") >/var/lib/ftpcluster/log 2>&1 &
                    until grep -q '^Portal ready' /var/lib/ftpcluster/log; do sleep 0.2; done
                    kill -KILL $!
                    echo it dies when it has changed the tables
                    exit 1
                }
                E
                """);
        Result failed = update();
        assertEquals(1, failed.code(), failed.output());
        assertTrue(failed.output().contains("it dies when") && failed.output().contains("runs again"), failed.output());
        assertEquals(old, host.shell("readlink /opt/ftpcluster/current"));
        // The old version would refuse tables that a newer one has changed.
        assertFalse(host.is("test -e /opt/ftpcluster/update"));
        assertTrue(logsIn("admin", password));
        assertTrue(sessionGoesOn());
    }
}
