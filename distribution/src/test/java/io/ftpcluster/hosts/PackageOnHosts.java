package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import io.ftpcluster.testing.BootedHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Debian package on a bare machine, by apt and dpkg, by what {@code docs/operations.md} says. */
class PackageOnHosts {

    private static final Path TARGET = Path.of(System.getProperty("ftpcluster.root"), "distribution/target");
    private static final String QUIET = "export DEBIAN_FRONTEND=noninteractive; exec </dev/null; ";
    private static final String INSTALL = QUIET + "apt-get install -y -q --allow-downgrades ";
    private static final String OURS = "/root/ftpcluster.deb";
    private static final String NEWER = "/root/newer.deb";
    /** $1 is its version, $2 what is done to it in its folder: the same in all else. */
    private static final String REPACK = "rm -rf /root/t; dpkg-deb -R " + OURS + " /root/t; cd /root/t; %2$s; "
            + "old=$(sed -n 's/^Version: //p' DEBIAN/control); sed -i \"s/$old/%1$s/g\" DEBIAN/control DEBIAN/preinst; "
            + "dpkg-deb --root-owner-group -Zgzip -z1 -b . " + NEWER;
    private static final String READY = "for i in $(seq 200); do curl -fsS -o /dev/null http://127.0.0.1:8080/health/ready && exit; sleep 0.3; done; exit 1";
    private static final String LOGS_IN = "curl -fsS -o /dev/null -u admin:$(cat /root/password) http://127.0.0.1:8080/me";

    private BootedHost host;

    @BeforeEach
    void carry() throws IOException {
        host = BootedHost.up("package");
        host.write(OURS, Files.readAllBytes(only(".deb")));
    }

    @AfterEach
    void delete() {
        host.close();
    }

    private static Path only(String ending) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertEquals(1, found.size(), found::toString);
            return found.getFirst();
        }
    }

    /** Returns what apt said. */
    private String install(String file) {
        Result result = host.attempt(INSTALL + file);
        assertEquals(0, result.code(), result.output());
        // apt gives dpkg a terminal.
        return result.output().replace("\r", "");
    }

    private void installOurs() {
        String said = install(OURS);
        assertTrue(said.contains("The portal is ready at http://127.0.0.1:8080\n"), said);
        host.shell("sed 's/.*=//' /etc/ftpcluster/first-start > /root/password");
        assertTrue(host.is(LOGS_IN), said);
    }

    @Test
    void isInstalledUpgradedRemovedAndPurged() {
        installOurs();
        assertFalse(host.is("grep -rqF -f /root/password /var/log/apt || journalctl | grep -qF -f /root/password"),
                "the password is in no log");
        assertEquals("0 600", host.shell("stat -c '%u %a' /etc/ftpcluster/first-start").strip());
        host.crash();
        host.bootAgain();
        host.shell(READY);

        host.shell(REPACK.formatted("99", ":"));
        String upgraded = install(NEWER);
        assertTrue(upgraded.contains("The state before the upgrade is in /var/lib/ftpcluster-backups/"), upgraded);
        assertTrue(host.is(LOGS_IN), upgraded);
        assertTrue(host.is("test -s /var/lib/ftpcluster-backups/*-before-99/state/ftpcluster.db"));

        Result older = host.attempt(INSTALL + OURS);
        assertTrue(older.code() != 0 && older.output().contains("is older: it couldn't read the data"), older.output());
        assertTrue(host.is(LOGS_IN), "the newer one goes on");

        host.shell(QUIET + "apt-get remove -y -q ftpcluster");
        assertFalse(host.is(
                "test -e /usr/lib/ftpcluster || test -e /usr/bin/ftpcluster || systemctl is-active ftpcluster-master"));
        install(NEWER);
        assertTrue(host.is(LOGS_IN), "the state was kept");
        host.shell("touch /etc/ftpcluster/agent.env; " + QUIET + "apt-get purge -y -q ftpcluster");
        assertEquals("agent.env", host.shell("ls /etc/ftpcluster").strip());
        assertFalse(host.is("ls -d /var/lib/ftpcluster* /usr/share/doc/ftpcluster || systemctl cat ftpcluster-master"));
    }

    @Test
    void anUpgradeThatCantBeMadeLeavesTheVersionThatRuns() {
        installOurs();
        host.shell(REPACK.formatted("99", ":"));
        host.shell(
                "mkdir -p /var/lib/ftpcluster-backups; mount -t tmpfs -o size=20m tmpfs /var/lib/ftpcluster-backups");
        Result full = host.attempt(INSTALL + NEWER);
        assertTrue(full.code() != 0 && full.output().contains("MiB of room, and a copy of the state needs"),
                full.output());
        assertTrue(host.is(LOGS_IN), full.output());
        host.shell("umount /var/lib/ftpcluster-backups");

        host.shell(REPACK.formatted("99", "rm usr/lib/ftpcluster/lib/vertx-core-*"));
        Result broken = host.attempt(INSTALL + NEWER);
        assertTrue(broken.code() != 0 && broken.output().contains("the master isn't ready"), broken.output());
        // As docs/operations.md says.
        host.shell(QUIET + "apt-get remove -y -q ftpcluster; rm -r /var/lib/ftpcluster; "
                + "cp -a /var/lib/ftpcluster-backups/*-before-99/state /var/lib/ftpcluster");
        install(OURS);
        assertTrue(host.is(LOGS_IN));
    }

    @Test
    void theTwoWaysOfInstallingKeepOutOfEachOthersWay() throws IOException {
        host.write("/root/ftpcluster.tar.gz", Files.readAllBytes(only(".tar.gz")));
        host.shell(
                "cd /root && tar xzf ftpcluster.tar.gz && mv ftpcluster-*/ unpacked-away && mkdir u && mv unpacked-away u/ftpcluster-1.0");
        String setup = "/root/u/ftpcluster-1.0/scripts/setup_master.sh";
        String said = host.shell(setup);
        host.shell("cat > /root/password <<'E'\n" + UnpackedDistribution.password(said) + "\nE");
        Result refused = host.attempt(INSTALL + OURS);
        assertTrue(
                refused.code() != 0 && refused.output().contains("/opt/ftpcluster/current/scripts/uninstall_master.sh"),
                refused.output());
        assertTrue(host.is(LOGS_IN), refused.output());

        host.shell("/opt/ftpcluster/current/scripts/uninstall_master.sh");
        install(OURS);
        assertTrue(host.is(LOGS_IN), "it goes on with the settings and the state");
        for (String script : List.of("setup_master.sh", "update_master.sh " + OURS, "uninstall_master.sh --purge")) {
            Result other = host.attempt("/root/u/ftpcluster-1.0/scripts/" + script);
            assertEquals(1, other.code(), other.output());
            assertTrue(other.output().contains("the Debian package ftpcluster is installed here"), other.output());
        }
        host.shell(QUIET + "apt-get remove -y -q ftpcluster; " + setup);
        host.shell(QUIET + "apt-get purge -y -q ftpcluster");
        assertTrue(host.is(LOGS_IN), "what the other one uses is not purged");
    }
}
