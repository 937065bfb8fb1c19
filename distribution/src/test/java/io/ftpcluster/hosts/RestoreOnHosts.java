package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import io.ftpcluster.testing.BootedHost;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What docs/operations.md says of backups, where a portal is installed: the disk, the key or the whole machine is gone. */
class RestoreOnHosts extends UnpackedDistribution {

    private static final String BACKUP = "ftpcluster backup --config /etc/ftpcluster/master.env ";
    private static final String RESTORE = "ftpcluster restore --config /etc/ftpcluster/master.env ";
    private static final String READY = "for i in $(seq 100); do curl -fsS -o /dev/null http://127.0.0.1:8080/health/ready && exit; sleep 0.3; done; exit 1";

    private String password;

    private void installWithAnna() {
        password = password(setUp());
        host.shell("curl -fsS -o /dev/null -u admin:" + password
                + " -H 'Content-Type: application/json' -d '{\"username\":\"anna\",\"password\":\"a long passphrase\",\"role\":\"user\"}'"
                + " http://127.0.0.1:8080/users");
    }

    private void assertRefuses(String said) {
        host.attempt("systemctl start ftpcluster-master; sleep 3");
        String log = host.shell("journalctl --no-pager -o cat _SYSTEMD_UNIT=ftpcluster-master.service | tail -n 5");
        assertTrue(log.contains(said), log);
        host.shell("systemctl stop ftpcluster-master");
    }

    private void assertIsBack(BootedHost where) {
        where.shell("systemctl reset-failed ftpcluster-master; systemctl start ftpcluster-master; " + READY);
        for (String login : new String[]{"anna:a long passphrase", "admin:" + password}) {
            assertTrue(where.is("curl -fsS -o /dev/null -u '" + login + "' http://127.0.0.1:8080/me"), login);
        }
    }

    @Test
    void whatWasLostComesBackHereAndOnAnotherMachine() throws Exception {
        installWithAnna();
        host.shell(BACKUP + "/root/portal.backup && " + RESTORE + "--check /root/portal.backup");
        assertTrue(logsIn("anna", "'a long passphrase'"), "it goes on");
        assertEquals("600", host.shell("stat -c %a /root/portal.backup"));

        Result running = host.attempt(RESTORE + "/root/portal.backup");
        assertEquals(1, running.code(), running.output());
        host.shell("systemctl stop ftpcluster-master && mv /var/lib/ftpcluster/fernet.key /root");
        assertRefuses("fernet.key is missing");
        host.shell("mv /root/fernet.key /var/lib/ftpcluster && dd if=/dev/urandom"
                + " of=/var/lib/ftpcluster/ftpcluster.db bs=4096 seek=5 count=40 conv=notrunc status=none");
        assertRefuses("The database is damaged");
        host.shell("rm /var/lib/ftpcluster/fernet.key");
        host.shell(RESTORE + "/root/portal.backup");
        assertIsBack(host);

        try (BootedHost other = BootedHost.up("other")) {
            other.write("/root/ftpcluster.tar.gz", archive().content());
            other.shell(
                    "cd /root && tar xzf ftpcluster.tar.gz && ftpcluster-*SNAPSHOT/scripts/setup_master.sh --no-start");
            other.write("/root/portal.backup",
                    Base64.getMimeDecoder().decode(host.shell("base64 /root/portal.backup")));
            other.shell(RESTORE + "/root/portal.backup");
            assertIsBack(other);
        }
    }

    @Test
    void theServiceMakesBackupsByItself() {
        installWithAnna();
        host.shell("install -d -m 700 -o ftpcluster-master -g ftpcluster-master /var/backups/ftpcluster");
        Result set = host.attempt(
                "/opt/ftpcluster/current/scripts/setup_master.sh --set FTPCLUSTER_BACKUP_DIR=/var/backups/ftpcluster");
        assertEquals(0, set.code(), set.output());
        String made = host.shell(
                "for i in $(seq 100); do ls /var/backups/ftpcluster/ftpcluster-*.backup 2>/dev/null && exit; sleep 0.3; done; exit 1");
        host.shell(RESTORE + "--check " + made);
    }
}
