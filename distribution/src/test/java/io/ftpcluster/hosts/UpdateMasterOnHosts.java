package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/update_master.sh}: versions that work, that don't, and whoever pulls the plug meanwhile. */
class UpdateMasterOnHosts extends UnpackedDistribution {

    private static final String UPDATE = "/opt/ftpcluster/current/scripts/update_master.sh ";
    private static final String STATE = "cd /var/lib/ftpcluster && sha256sum *.key";

    private String password;
    private String keys;

    @BeforeEach
    void install() {
        password = password(setUp());
        assertEquals("201", host.shell("curl -fsS -o /dev/null -w '%{http_code}' -u admin:" + password
                + " -H 'Content-Type: application/json' -d '{\"username\":\"anna\",\"password\":\"a long passphrase\",\"role\":\"user\"}'"
                + " http://127.0.0.1:8080/users"));
        keys = host.shell(STATE);
    }

    /**
     * The same programs by another name, packed.
     *
     * @param change commands that alter them, in their folder
     */
    private String archive(String version, String change) {
        String folder = "ftpcluster-" + version;
        return host.shell("cd /root && cp -a ftpcluster-[0-9]*SNAPSHOT " + folder + " && cd " + folder + " && {\n"
                + change + "\n} && cd .. && tar czf " + version + ".tar.gz " + folder + " && rm -r " + folder
                + " && echo /root/" + version + ".tar.gz");
    }

    private Result update(String archive) {
        return host.attempt(UPDATE + archive);
    }

    private void assertWorks(String version) {
        assertEquals("/opt/ftpcluster/" + version, host.shell("readlink /opt/ftpcluster/current"));
        assertTrue(logsIn("admin", password), version);
        assertTrue(logsIn("anna", "'a long passphrase'"), version);
        assertEquals(keys, host.shell(STATE));
        assertFalse(host.is("test -e /opt/ftpcluster/update"));
        assertTrue(host.is("test $(readlink /proc/$(systemctl show -p MainPID --value ftpcluster-master)/exe)"
                + " = /opt/ftpcluster/" + version + "/runtime/bin/java"), "it runs from there");
    }

    private String installed() {
        return host.shell("basename $(readlink /opt/ftpcluster/current)");
    }

    @Test
    void aNewVersionTakesOver() {
        String old = installed();
        String archive = archive("0.2.0", "true");
        host.shell("cd /root && sha256sum 0.2.0.tar.gz >0.2.0.tar.gz.sha256");
        // Asks ten times a second, and writes down when nobody answers.
        host.shell(
                "cat >/root/ask <<'E'\nwhile [ -e /root/asking ]; do curl -fsS -m 1 -o /dev/null http://127.0.0.1:8080/health/ready"
                        + " || echo missed; sleep 0.1; done >/root/asked 2>&1\nE\ntouch /root/asking; systemd-run --quiet bash /root/ask");
        Result updated = update(archive);
        assertEquals(0, updated.code(), updated.output());
        host.shell("sleep 0.5; rm /root/asking");
        System.out.println("not serving while it was updated, in tenths of a second at least: "
                + host.shell("grep -c missed /root/asked"));
        assertWorks("0.2.0");
        assertTrue(host.is("test -d /opt/ftpcluster/" + old), "the one before stays");
        assertTrue(host.is("test $(ls /var/lib/ftpcluster-backups/*-before-0.2.0/state/*.key | wc -l) = 2"));

        assertTrue(update(archive).output().contains("0.2.0 is installed already."));
        Result older = update("/root/ftpcluster.tar.gz");
        assertEquals(1, older.code(), older.output());
        assertTrue(older.output().contains("is older"), older.output());
        assertWorks("0.2.0");
        Result set = host.attempt(SETUP);
        assertEquals(1, set.code(), "that would be a downgrade without a copy");
        assertTrue(set.output().contains("update_master.sh"), set.output());
    }

    @Test
    void oneThatDoesNotStartLeavesAllAsItWas() {
        String old = installed();
        String archive = archive("0.3.0", """
                cat >>bin/launch.sh <<'E'
                launch() {
                    case $* in *--check-config*) exit 0 ;; esac
                    for file in /var/lib/ftpcluster/*; do echo ruined >"$file"; done
                    echo it is broken
                    exit 1
                }
                E
                """);
        Result failed = update(archive);
        assertEquals(1, failed.code(), failed.output());
        assertTrue(failed.output().contains("it is broken") && failed.output().contains(old + " runs again"),
                failed.output());
        assertWorks(old);
        assertTrue(host.shell("cat /var/lib/ftpcluster-backups/*.failed/*.key").contains("ruined"));
        Result again = update(archive("0.3.1", "true"));
        assertEquals(0, again.code(), again.output());
        assertWorks("0.3.1");
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingStops() {
        String old = installed();
        String pid = host.shell("systemctl show -p MainPID ftpcluster-master");
        assertRefused("/root/none.tar.gz", 2, "no file");
        host.shell(
                "echo nonsense >/root/no.tar.gz; cp /root/ftpcluster.tar.gz /root/cut.tar.gz; truncate -s 1M /root/cut.tar.gz");
        assertRefused("/root/no.tar.gz", 1, "can't be unpacked");
        assertRefused("/root/cut.tar.gz", 1, "can't be unpacked");
        host.shell("echo 0000 >/root/ftpcluster.tar.gz.sha256");
        assertRefused("/root/ftpcluster.tar.gz", 1, "checksum");
        assertRefused(archive("0.4.0", "echo 'launch() { exit 3; }' >>bin/launch.sh"), 1, "refuses the settings");
        host.shell(
                "mkdir -p /var/lib/ftpcluster-backups && mount -t tmpfs -o size=1m tmpfs /var/lib/ftpcluster-backups");
        assertRefused(archive("0.4.1", "true"), 1, "room");
        host.shell("umount /var/lib/ftpcluster-backups");
        host.shell("echo FTPCLUSTER_DATABASE_URL=jdbc:postgresql://db.example/x >>/etc/ftpcluster/master.env");
        assertRefused("/root/0.4.1.tar.gz", 1, "apt install postgresql-client");
        host.shell("sed -i '/DATABASE_URL/d' /etc/ftpcluster/master.env");
        assertWorks(old);
        assertEquals(pid, host.shell("systemctl show -p MainPID ftpcluster-master"), "it has run all the time");
    }

    /** The new version may have worked for days before somebody looks. */
    @Test
    void nothingIsUndoneLongAfterAnInterruption() {
        String now = installed();
        host.shell(
                "mkdir -p /var/lib/ftpcluster-backups/old && cp -a /var/lib/ftpcluster /var/lib/ftpcluster-backups/old/state"
                        + " && printf 'FROM=/opt/ftpcluster/%s\\nTO=/opt/ftpcluster/%s\\nBACKUP=/var/lib/ftpcluster-backups/old\\nPHASE=switching\\n' "
                        + now + " " + now + " >/opt/ftpcluster/update && touch -d '2 hours ago' /opt/ftpcluster/update"
                        + " && echo new >/var/lib/ftpcluster/new && systemctl stop ftpcluster-master"
                        + " && /usr/sbin/sshd -o ListenAddress=127.0.0.1:8080 -o PidFile=/run/taken.pid");
        assertRefused("/root/ftpcluster.tar.gz", 1, "would lose what was stored since");
        assertEquals("new", host.shell("cat /var/lib/ftpcluster/new"));
        host.shell("kill $(cat /run/taken.pid)");
        assertEquals(0, update("/root/ftpcluster.tar.gz").code());
        assertEquals("new", host.shell("cat /var/lib/ftpcluster/new"));
        assertWorks(now);
    }

    /** Where this machine has pg_dump, nobody has to think of a copy. */
    @Test
    void aDatabaseOfPostgresIsCopiedAndComesBack() {
        host.shell(
                "apt-get update -q >/dev/null && apt-get install -yq postgresql >/dev/null && systemctl start postgresql && cd /"
                        + " && su postgres -c \"psql -qc \\\"CREATE ROLE ftpcluster LOGIN PASSWORD 'some-word'\\\""
                        + " -c \\\"CREATE DATABASE ftpcluster OWNER ftpcluster ENCODING 'UTF8' TEMPLATE template0\\\"\"");
        host.shell("printf '%s\\n' FTPCLUSTER_DATABASE_URL=jdbc:postgresql://127.0.0.1:5432/ftpcluster"
                + " FTPCLUSTER_DATABASE_USER=ftpcluster FTPCLUSTER_DATABASE_PASSWORD=some-word >/root/database.env"
                + " && /opt/ftpcluster/current/scripts/setup_master.sh --settings /root/database.env");
        Result updated = update(archive("0.6.0", "true"));
        assertEquals(0, updated.code(), updated.output());
        host.shell("ftpcluster restore --config /etc/ftpcluster/master.env --check"
                + " /var/lib/ftpcluster-backups/*-before-0.6.0/database.backup");
        Result failed = update(archive("0.6.1",
                """
                        cat >>bin/launch.sh <<'E'
                        launch() {
                            case $* in *--check-config*) exit 0 ;; esac
                            PGPASSWORD=some-word psql -q -h 127.0.0.1 ftpcluster ftpcluster -c "DROP TABLE audit_events CASCADE" \\
                                -c "UPDATE flyway_schema_history SET version = '999' WHERE installed_rank = 2"
                            echo it is broken
                            exit 1
                        }
                        E
                        """));
        assertEquals(1, failed.code(), failed.output());
        assertTrue(failed.output().contains("it is broken"), failed.output());
        assertTrue(failed.output().contains("The database is as before. What was there before is in the schema"),
                failed.output());
        assertEquals("0.6.0", installed());
        assertTrue(host.is("curl -fsS -o /dev/null http://127.0.0.1:8080/health/ready"));
    }

    private void assertRefused(String archive, int code, String said) {
        Result result = update(archive);
        assertEquals(code, result.code(), result.output());
        assertTrue(result.output().contains(said), result.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void whoeverEndsItTheNextRunGoesOn(boolean power) {
        for (int tenths : power ? List.of(60, 85) : List.of(45, 60, 75, 90)) {
            String archive = archive("0.5." + tenths, "true");
            if (power) {
                host.attempt("systemd-run --quiet " + UPDATE + archive + "; sleep " + tenths / 10.0);
                host.crash();
                host.bootAgain();
            } else {
                host.attempt("timeout -s KILL " + tenths / 10.0 + " " + UPDATE + archive);
            }
            Result ended = update(archive);
            assertEquals(0, ended.code(), ended.output());
            assertWorks("0.5." + tenths);
        }
    }
}
