package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code scripts/setup_master.sh} on a bare machine, by what {@code docs/operations.md} says. */
class MasterOnHosts extends UnpackedDistribution {

    private static final String STATE = "cd /var/lib/ftpcluster && sha256sum *.key /etc/ftpcluster/master.env";

    @Test
    void installsStartsAndRepairs() {
        long began = System.nanoTime();
        String said = setUp();
        System.out.println("from the unpacked archive to a portal that is ready: "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
        Matcher password = PASSWORD.matcher(said);
        assertTrue(password.find(), said);
        assertTrue(said.contains("The portal is ready at http://127.0.0.1:8080\n"), said);
        assertTrue(logsIn("admin", password.group(1)), said);
        assertFalse(host.shell("journalctl --no-pager").contains(password.group(1)), "it is in no log");
        assertFalse(host.is("test -e /etc/ftpcluster/first-start"));
        assertEquals("",
                host.shell("find /tmp /opt/ftpcluster -maxdepth 1 -name 'part.*' -o -maxdepth 1 -name 'tmp.*'"));

        String state = host.shell(STATE);
        assertTrue(setUp().contains("Nothing was to be repaired"));
        host.shell(
                "rm -r /opt/ftpcluster/*/lib /usr/local/bin/ftpcluster; rm /etc/systemd/system/ftpcluster-master.service");
        String repaired = setUp();
        assertFalse(PASSWORD.matcher(repaired).find(), repaired);
        assertEquals(state, host.shell(STATE), "no key and no setting has changed");
        assertTrue(logsIn("admin", password.group(1)));
        assertTrue(host.shell("ftpcluster --version").startsWith("ftpcluster "));

        String exposure = host.shell("systemd-analyze security ftpcluster-master --no-pager | tail -1");
        Matcher level = Pattern.compile("(\\d+\\.\\d+)").matcher(exposure);
        assertTrue(level.find() && Double.parseDouble(level.group(1)) <= 2.0, exposure);

        host.shell("systemctl stop ftpcluster-master; rm -r /var/lib/ftpcluster");
        host.attempt("timeout -s KILL 2 " + SETUP);
        String resumed = setUp();
        password = PASSWORD.matcher(resumed);
        assertTrue(password.find(), resumed);
        assertTrue(logsIn("admin", password.group(1)), "though the run before was killed");

        host.crash();
        host.bootAgain();
        host.shell(
                "for i in $(seq 100); do curl -fsS -o /dev/null http://127.0.0.1:8080/health/ready && exit; sleep 0.3; done; exit 1");
        assertTrue(logsIn("admin", password.group(1)), "it starts with the machine");
    }

    @Test
    void whatIsWrongIsSaidAndChangesNothing() {
        Result refused = host.attempt(SETUP + " --set FTPCLUSTER_HTTP_PORT=many");
        assertEquals(2, refused.code(), refused.output());
        assertTrue(refused.output().contains("the settings are refused: ")
                && refused.output().contains("FTPCLUSTER_HTTP_PORT"), refused.output());
        assertFalse(
                host.is("test -e /etc/ftpcluster/master.env || test -e /etc/systemd/system/ftpcluster-master.service"));

        Result user = host.attempt("chmod a+rx /root && su -s /bin/bash -c '" + SETUP + "' nobody-special");
        assertEquals(1, user.code(), user.output());
        assertTrue(user.output().contains("must run as root"), user.output());

        host.shell("/usr/sbin/sshd -o ListenAddress=127.0.0.1:8080 -o PidFile=/run/taken.pid");
        Result taken = host.attempt(SETUP);
        assertEquals(1, taken.code(), taken.output());
        assertTrue(taken.output().contains("Can't listen on 127.0.0.1 port 8080"), taken.output());
        assertFalse(host.is("systemctl is-active --quiet ftpcluster-master"),
                "it would be ready without anybody who knows");
        host.shell("kill $(cat /run/taken.pid)");
        String said = setUp();
        Matcher password = PASSWORD.matcher(said);
        assertTrue(password.find(), said);
        assertTrue(logsIn("admin", password.group(1)));
    }

    @Test
    void removalKeepsTheStateUnlessItIsToGo() {
        Matcher password = PASSWORD.matcher(setUp());
        assertTrue(password.find());
        String state = host.shell(STATE);
        host.shell("touch /etc/ftpcluster/agent.env");
        assertTrue(host.shell("/opt/ftpcluster/current/scripts/uninstall_master.sh").contains("still"));
        assertFalse(host
                .is("test -e /opt/ftpcluster || test -e /usr/local/bin/ftpcluster || systemctl cat ftpcluster-master"));
        assertFalse(PASSWORD.matcher(setUp()).find(), "it goes on with what was there");
        assertEquals(state, host.shell(STATE));
        assertTrue(logsIn("admin", password.group(1)));
        host.shell("/opt/ftpcluster/current/scripts/uninstall_master.sh --purge");
        assertEquals("agent.env", host.shell("ls /etc/ftpcluster"), "an agent's settings are not the master's");
        assertFalse(host.is("test -e /var/lib/ftpcluster || getent passwd ftpcluster-master"));
        assertEquals(0, host.attempt(SETUP.replace("setup", "uninstall")).code(), "nothing is left to remove");
        assertEquals(2, host.attempt(SETUP.replace("setup", "uninstall") + " --all").code());
    }

    @Test
    void aFullDiskLeavesNothingHalf() {
        host.shell("mkdir -p /opt && mount -t tmpfs -o size=40m tmpfs /opt");
        Result full = host.attempt(SETUP);
        assertEquals(1, full.code(), full.output());
        assertTrue(full.output().contains("can't write to /opt/ftpcluster. Is the disk full?"), full.output());
        assertEquals("", host.shell("ls /opt/ftpcluster"));
        host.shell("umount /opt");
        assertTrue(PASSWORD.matcher(setUp()).find());
    }
}
