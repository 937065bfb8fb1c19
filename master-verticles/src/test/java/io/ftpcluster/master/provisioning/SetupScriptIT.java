package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script's configuration of a real vsftpd, on a machine whose vsftpd.conf it was told to replace. */
@Timeout(120)
class SetupScriptIT {

    private static final Map<String, String> REPLACING = Map.of("existing_daemon", "replace");

    @TempDir
    private Path folder;
    private SetupMachine machine;

    @BeforeEach
    void prepare() throws IOException {
        machine = new SetupMachine(folder);
        for (FtpSecurity security : FtpSecurity.values()) {
            machine.render(security.name().toLowerCase(Locale.ROOT), "alpha", 21, security, REPLACING);
        }
        machine.render("moved", "alpha", 2121, FtpSecurity.NONE, REPLACING);
    }

    @Test
    void changesOfTheAdminSurviveEachRunAndEachVersionIsKept() throws Exception {
        String printed = machine.run("""
                setup explicit
                cp $conf "$WORK/first"
                sed -i 's/^idle_session_timeout=.*/idle_session_timeout=77/; /^use_localtime/d' $conf
                printf '# ours\\nftpd_banner=Edited by hand\\n' >>$conf
                cp $conf "$WORK/edited"
                setup explicit
                cmp $conf "$WORK/edited"
                setup none
                cp $conf "$WORK/plain"
                setup moved
                banner 2121
                """);
        assertEquals(List.of("explicit 0", "explicit 0", "none 0", "moved 0"), machine.codes(), machine::saidOrNothing);
        assertEquals("220 Edited by hand", printed.strip());
        String plain = Files.readString(folder.resolve("plain"));
        assertTrue(
                plain.contains("\nidle_session_timeout=77\n") && plain.endsWith("# ours\nftpd_banner=Edited by hand\n"),
                plain);
        assertFalse(plain.contains("use_localtime") || plain.contains("ssl_enable"), plain);
        assertTrue(Files.readString(machine.etc("vsftpd.conf")).contains("\nlisten_port=2121\n"));
        assertTrue(machine.said().contains("keeps your idle_session_timeout=77, not idle_session_timeout=600"),
                machine.said());
        assertTrue(Files.readString(machine.etc("vsftpd.conf.before-ftpcluster")).contains("ftpd_banner=former"));
        List<String> kept = machine.etcFiles("vsftpd.conf.ftpcluster-backup-");
        assertEquals(2, kept.size(), kept::toString);
        assertEquals(Files.readString(folder.resolve("edited")), Files.readString(machine.etc(kept.getFirst())));
        assertEquals(plain, Files.readString(machine.etc(kept.getLast())));
        assertEquals(List.of(), machine.etcFiles("vsftpd.conf.ftpcluster-tmp"));
    }

    @Test
    void onlyTheGroupGetsInByFtpAndNotBySsh() throws Exception {
        String printed = machine.run("""
                mkdir -p /etc/ssh/sshd_config.d /run/sshd /run/home
                printf 'Include /etc/ssh/sshd_config.d/*.conf\\nDenyGroups others\\n' >/etc/ssh/sshd_config
                ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
                setup none
                login() {
                    useradd "$1" --home-dir /run/home --shell /usr/sbin/nologin "${@:2}"
                    printf '%s:%s\\n' "$1" secret | chpasswd
                    curl -sS --max-time 20 --user "$1:secret" ftp://127.0.0.1/ >/dev/null 2>&1; echo "$1 $?"
                }
                login member --gid ftpcluster
                login also --groups ftpcluster
                login foreign
                setup none
                sshd -T | grep -i ^denygroups
                """);
        assertEquals(List.of("none 0", "none 0"), machine.codes(), machine::saidOrNothing);
        // curl's 67: the login was refused.
        assertEquals("member 0\nalso 0\nforeign 67\ndenygroups ftpcluster\ndenygroups others", printed.strip());
        assertTrue(machine.said().contains("who is in the group ftpcluster may log in by FTP, and not by SSH"),
                machine.said());
    }

    @Test
    void whatVsftpdDoesNotTakeIsNeverSwitchedTo() throws Exception {
        String printed = machine
                .run("""
                        setup explicit
                        pid=$(cat /run/vsftpd.pid)
                        echo no_such_setting=YES >>$conf
                        sum=$(sha256sum <$conf)
                        setup none
                        [ "$sum" = "$(sha256sum <$conf)" ] && [ "$pid" = "$(cat /run/vsftpd.pid)" ] && kill -0 "$pid" && echo untouched
                        """);
        assertEquals("untouched", printed.strip());
        assertEquals(List.of("explicit 0", "none 1"), machine.codes(), machine::saidOrNothing);
        assertTrue(
                machine.said().contains("500 OOPS: unrecognised variable in config file: no_such_setting; nothing was"),
                machine.said());
    }

    @Test
    void aStartThatFailsGoesBackToWhatServed() throws Exception {
        String printed = machine.run("""
                service vsftpd start
                cp -p $conf "$WORK/former"
                echo '^pasv_min_port' >"$WORK/refuse"
                setup explicit
                cmp $conf "$WORK/former" && banner 21
                ls $conf.ftpcluster
                """);
        assertTrue(printed.startsWith("220 former\n") && printed.contains("No such file"), printed);
        assertEquals(List.of("explicit 1"), machine.codes(), machine::saidOrNothing);
        assertTrue(machine.said().contains("went back: the configuration is as before, and vsftpd serves with it"),
                machine.said());
        assertEquals(1, machine.etcFiles("vsftpd.conf.ftpcluster-rejected-").size());
    }

    @Test
    void aPortThatIsTakenAFullDiskAndALockedRunChangeNothing() throws Exception {
        String printed = machine
                .run("""
                        setup explicit
                        printf 'listen=YES\\nlisten_port=2121\\nanonymous_enable=NO\\nlocal_enable=YES\\nftpd_banner=other\\n' >/run/other.conf
                        vsftpd /run/other.conf 0<>/dev/null &
                        for try in $(seq 300); do [ "$(banner 2121)" = "220 other" ] && break; sleep 0.1; done
                        sum=$(sha256sum <$conf)
                        setup moved
                        exec 8>/run/ftpcluster-setup.lock; flock 8
                        setup none
                        exec 8>&-
                        cp -a /etc /run/etc; mount -t tmpfs -o size=1m,nr_inodes=10000 tmpfs /mnt; cp -a /run/etc/passwd /run/etc/vsftpd.conf* /mnt/
                        mount --bind /mnt /etc
                        cat /dev/zero >/etc/fill 2>/dev/null
                        setup none
                        [ "$sum" = "$(sha256sum <$conf)" ] && service vsftpd status && banner 21
                        """);
        assertEquals(List.of("explicit 0", "moved 1", "none 1", "none 1"), machine.codes(), machine::saidOrNothing);
        assertTrue(printed.strip().startsWith("220 "), printed);
        assertTrue(machine.said().contains("something else serves FTP on port 2121 already"), machine.said());
        assertTrue(machine.said().contains("another run of this script is under way"), machine.said());
        assertTrue(machine.said().contains("the configuration was not changed"), machine.said());
    }

    @Test
    void aRunThatWasKilledAnywhereIsMendedByTheNext() throws Exception {
        String printed = machine.run("""
                setup none
                for i in 1 2 3 4 5 6; do
                    sed -i '/^max_clients/d' $conf; echo "max_clients=$((50 + i))" >>$conf
                    setsid bash "$WORK/explicit.sh" >/dev/null 2>&1 9>&- & run=$!
                    sleep 0.$((i * 15 % 100 + 5)); kill -9 -- -$run; wait $run
                    setup explicit
                    grep -x "max_clients=$((50 + i))" $conf
                    banner 21 | grep -c ^220
                done 2>/dev/null
                grep -c ssl_enable=YES $conf
                """);
        assertEquals(Stream.concat(Stream.of("none 0"), Stream.generate(() -> "explicit 0").limit(6)).toList(),
                machine.codes(), machine::saidOrNothing);
        assertEquals(
                Stream.concat(IntStream.rangeClosed(51, 56).boxed().flatMap(i -> Stream.of("max_clients=" + i, "1")),
                        Stream.of("1")).toList(),
                printed.lines().toList());
        assertEquals(List.of(), machine.etcFiles("vsftpd.conf.ftpcluster-tmp"));
    }
}
