package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import org.junit.jupiter.api.Test;

/** What goes wrong around an installed portal: each has one clear line, and nothing is lost. */
class FaultsOnHosts extends UnpackedDistribution {

    private static final String SERVICE = "systemctl reset-failed ftpcluster-master; systemctl restart ftpcluster-master; "
            + "for i in $(seq 200); do curl -fsS -o /dev/null http://127.0.0.1:8080/health/ready 2>/dev/null && exit; sleep 0.3; done; exit 1";
    private static final String LOG = "journalctl --no-pager -o cat _SYSTEMD_UNIT=ftpcluster-master.service | tail -n 20";
    private static final String DROP_IN = "/etc/systemd/system/ftpcluster-master.service.d/clock.conf";

    private String password;

    private void install() {
        password = password(setUp());
        assertEquals("201", create("anna"));
    }

    /** Returns the answer's status. */
    private String create(String username) {
        return host
                .attempt("curl -sS -m 20 -o /root/answer -w '%{http_code}' -u admin:" + password
                        + " -H 'Content-Type: application/json' -d '{\"username\":\"" + username
                        + "\",\"password\":\"a long passphrase\",\"role\":\"user\"}' http://127.0.0.1:8080/users")
                .output()
                .strip();
    }

    private void assertNobodyIsLost(String... more) {
        assertTrue(logsIn("admin", password));
        assertTrue(logsIn("anna", "'a long passphrase'"));
        for (String username : more) {
            assertTrue(logsIn(username, "'a long passphrase'"), username);
        }
    }

    /** Without the last of its settings libfaketime ends each timed wait at once, and ten threads of the JVM do nothing but wait again. */
    private void clock(String offset) {
        host.shell("mkdir -p $(dirname " + DROP_IN + ") && printf '[Service]\\nEnvironment=LD_PRELOAD=%s FAKETIME="
                + offset
                + " FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0\\n' $(dpkg -L libfaketime | grep libfaketimeMT.so.1$) >"
                + DROP_IN + " && systemctl daemon-reload");
    }

    /** As of a machine without a battery, or of a snapshot that was brought back. */
    @Test
    void aClockThatIsWrongIsSaid() {
        install();
        host.shell("apt-get update -q >/dev/null && apt-get install -yq libfaketime >/dev/null");
        clock("-400d");
        host.shell(SERVICE);
        String log = host.shell(LOG);
        assertTrue(log.contains("but the audit trail ends 345"), log);
        assertNobodyIsLost();
        clock("+400d");
        host.shell(SERVICE);
        assertEquals("201", create("berta"));
        assertNobodyIsLost("berta");
        host.shell("rm " + DROP_IN + "; systemctl daemon-reload");
        host.shell(SERVICE);
        assertNobodyIsLost("berta");
    }

    @Test
    void aFullDiskRefusesWhatCantBeStored() {
        host.shell("mkdir -p /var/lib/ftpcluster && mount -t tmpfs -o size=24m tmpfs /var/lib/ftpcluster");
        install();
        host.shell("dd if=/dev/zero of=/var/lib/ftpcluster/filler bs=4k status=none 2>/dev/null; true");
        String refused = "";
        for (int i = 0; i < 200 && !refused.startsWith("5"); i++) {
            refused = create("berta" + i);
        }
        String answer = host.shell("cat /root/answer");
        assertEquals("503", refused, answer);
        assertTrue(answer.contains("disk"), answer);
        assertNobodyIsLost();
        assertEquals("ok", host.shell("systemctl is-active -q ftpcluster-master && echo ok"));
        host.shell("rm /var/lib/ftpcluster/filler");
        assertEquals("201", create("carla"));
        assertNobodyIsLost("carla");
        host.shell(SERVICE);
        assertNobodyIsLost("carla");
    }

    @Test
    void aBackupThatHasNoRoomLeavesNothing() {
        install();
        host.shell("mkdir -p /mnt/small && mount -t tmpfs -o size=16k,mode=777 tmpfs /mnt/small");
        Result made = host.attempt("ftpcluster backup --config /etc/ftpcluster/master.env /mnt/small/portal.backup");
        assertEquals(1, made.code(), made.output());
        assertEquals(1, made.output().strip().lines().count(), made.output());
        assertTrue(made.output().contains("space") || made.output().contains("room"), made.output());
        assertEquals("", host.shell("ls -A /mnt/small"));
        Result set = host
                .attempt("/opt/ftpcluster/current/scripts/setup_master.sh --set FTPCLUSTER_BACKUP_DIR=/mnt/small");
        assertEquals(0, set.code(), set.output());
        host.shell("for i in $(seq 100); do curl -fsS -u admin:" + password
                + " http://127.0.0.1:8080/alerts | grep -q backup_failed && exit; sleep 0.3; done; exit 1");
        assertEquals("", host.shell("ls -A /mnt/small"));
        assertNobodyIsLost();
    }
}
