package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script with a real vsftpd on a machine of its own, as far as it can tell: namespaces with their own network, processes,
 * /etc and /run. There is no systemd, so a small {@code service} starts and stops vsftpd.
 */
@Timeout(120)
class SetupScriptIT {

    /** Each step's words are in {@code out}, its exit code in {@code codes}. */
    private static final String PRELUDE = """
            set -u
            ip link set lo up
            mount -t tmpfs -o size=16m tmpfs /run
            mkdir /run/lock /run/vsftpd
            mkdir "$WORK/etc"
            cp -a /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/login.defs /etc/security /etc/ssl /etc/pam.d /etc/alternatives /etc/localtime "$WORK/etc/" 2>/dev/null
            cp -a /etc/ld.so.cache /etc/nsswitch.conf "$WORK/etc/" 2>/dev/null
            mount --bind "$WORK/etc" /etc
            rm -f /etc/ssl/certs/ftpcluster-vsftpd.pem /etc/ssl/private/ftpcluster-vsftpd.key
            conf=/etc/vsftpd.conf
            printf 'listen=YES\\nanonymous_enable=NO\\nlocal_enable=YES\\nftpd_banner=former\\n' >$conf
            setup() { bash "$WORK/$1.sh" >>"$WORK/out" 2>&1; echo "$1 $?" >>"$WORK/codes"; }
            banner() { timeout 10 bash -c 'exec 3<>/dev/tcp/127.0.0.1/'"$1"' && read -r line <&3 && echo "$line"' 2>&1 | tr -d '\\r'; }
            """;
    private static final String SERVICE = """
            #!/bin/bash
            pid() { cat /run/vsftpd.pid 2>/dev/null; }
            running() { [ -n "$(pid)" ] && kill -0 "$(pid)" 2>/dev/null; }
            stop() { running && kill "$(pid)"; while running; do sleep 0.05; done; rm -f /run/vsftpd.pid; }
            start() {
                if [ -e "$WORK/refuse" ] && grep -qf "$WORK/refuse" /etc/vsftpd.conf; then return 1; fi
                setsid vsftpd /etc/vsftpd.conf </dev/null >/dev/null 2>&1 & echo $! >/run/vsftpd.pid
            }
            case $2 in
                status) running ;;
                stop) stop ;;
                start) start ;;
                restart) stop; start ;;
            esac
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(folder.resolve("bin"));
        program("service", SERVICE);
        program("apt-get", "#!/bin/sh\nexit 100\n");
        for (FtpSecurity security : FtpSecurity.values()) {
            render(security.name().toLowerCase(Locale.ROOT), 21, security);
        }
        render("moved", 2121, FtpSecurity.NONE);
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bin").resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void render(String name, int port, FtpSecurity security) throws IOException {
        Files.writeString(folder.resolve(name + ".sh"),
                new SetupScript().render(new Settings("alpha", "ftp.example", port, security, null, null, null)));
    }

    /** Returns what the steps print. */
    private String onAMachine(String steps) throws Exception {
        Path script = Files.writeString(folder.resolve("steps"), PRELUDE + steps);
        ProcessBuilder command = new ProcessBuilder("unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc",
                "--kill-child", "bash", script.toString()).redirectErrorStream(true);
        command.environment().put("WORK", folder.toString());
        command.environment().put("PATH", folder.resolve("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin");
        Path printed = folder.resolve("printed");
        Process process = command.redirectOutput(printed.toFile()).start();
        try {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(printed);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    private List<String> codes() throws IOException {
        return Files.readAllLines(folder.resolve("codes"));
    }

    private Path etc(String name) {
        return folder.resolve("etc").resolve(name);
    }

    private List<String> etcFiles(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("etc"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void changesOfTheAdminSurviveEachRunAndEachVersionIsKept() throws Exception {
        String printed = onAMachine("""
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
        assertEquals(List.of("explicit 0", "explicit 0", "none 0", "moved 0"), codes(), this::saidOrNothing);
        assertEquals("220 Edited by hand", printed.strip());
        String plain = Files.readString(folder.resolve("plain"));
        assertTrue(
                plain.contains("\nidle_session_timeout=77\n") && plain.endsWith("# ours\nftpd_banner=Edited by hand\n"),
                plain);
        assertFalse(plain.contains("use_localtime") || plain.contains("ssl_enable"), plain);
        assertTrue(Files.readString(etc("vsftpd.conf")).contains("\nlisten_port=2121\n"));
        assertTrue(said().contains("keeps your idle_session_timeout=77, not idle_session_timeout=600"), said());
        assertTrue(Files.readString(etc("vsftpd.conf.before-ftpcluster")).contains("ftpd_banner=former"));
        List<String> kept = etcFiles("vsftpd.conf.ftpcluster-backup-");
        assertEquals(2, kept.size(), kept::toString);
        assertEquals(Files.readString(folder.resolve("edited")), Files.readString(etc(kept.getFirst())));
        assertEquals(plain, Files.readString(etc(kept.getLast())));
        assertEquals(List.of(), etcFiles("vsftpd.conf.ftpcluster-tmp"));
    }

    @Test
    void onlyTheGroupGetsInByFtpAndNotBySsh() throws Exception {
        String printed = onAMachine("""
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
        assertEquals(List.of("none 0", "none 0"), codes(), this::saidOrNothing);
        // curl's 67: the login was refused.
        assertEquals("member 0\nalso 0\nforeign 67\ndenygroups ftpcluster\ndenygroups others", printed.strip());
        assertTrue(said().contains("who is in the group ftpcluster may log in by FTP, and not by SSH"), said());
    }

    @Test
    void whatVsftpdDoesNotTakeIsNeverSwitchedTo() throws Exception {
        String printed = onAMachine(
                """
                        setup explicit
                        pid=$(cat /run/vsftpd.pid)
                        echo no_such_setting=YES >>$conf
                        sum=$(sha256sum <$conf)
                        setup none
                        [ "$sum" = "$(sha256sum <$conf)" ] && [ "$pid" = "$(cat /run/vsftpd.pid)" ] && kill -0 "$pid" && echo untouched
                        """);
        assertEquals("untouched", printed.strip());
        assertEquals(List.of("explicit 0", "none 1"), codes(), this::saidOrNothing);
        assertTrue(said().contains("500 OOPS: unrecognised variable in config file: no_such_setting; nothing was"),
                said());
    }

    @Test
    void aStartThatFailsGoesBackToWhatServed() throws Exception {
        String printed = onAMachine("""
                service vsftpd start
                cp -p $conf "$WORK/former"
                echo '^pasv_min_port' >"$WORK/refuse"
                setup explicit
                cmp $conf "$WORK/former" && banner 21
                ls $conf.ftpcluster
                """);
        assertTrue(printed.startsWith("220 former\n") && printed.contains("No such file"), printed);
        assertEquals(List.of("explicit 1"), codes(), this::saidOrNothing);
        assertTrue(said().contains("went back: the configuration is as before, and vsftpd serves with it"), said());
        assertEquals(1, etcFiles("vsftpd.conf.ftpcluster-rejected-").size());
    }

    @Test
    void aPortThatIsTakenAFullDiskAndALockedRunChangeNothing() throws Exception {
        String printed = onAMachine(
                """
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
        assertEquals(List.of("explicit 0", "moved 1", "none 1", "none 1"), codes(), this::saidOrNothing);
        assertTrue(printed.strip().startsWith("220 "), printed);
        assertTrue(said().contains("something else serves FTP on port 2121 already"), said());
        assertTrue(said().contains("another run of this script is under way"), said());
        assertTrue(said().contains("the configuration was not changed"), said());
    }

    @Test
    void aRunThatWasKilledAnywhereIsMendedByTheNext() throws Exception {
        String printed = onAMachine("""
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
        assertEquals(Stream.concat(Stream.of("none 0"), Stream.generate(() -> "explicit 0").limit(6)).toList(), codes(),
                this::saidOrNothing);
        assertEquals(
                Stream.concat(IntStream.rangeClosed(51, 56).boxed().flatMap(i -> Stream.of("max_clients=" + i, "1")),
                        Stream.of("1")).toList(),
                printed.lines().toList());
        assertEquals(List.of(), etcFiles("vsftpd.conf.ftpcluster-tmp"));
    }

    private String saidOrNothing() {
        try {
            return said();
        } catch (IOException nothing) {
            return "nothing was said: " + nothing;
        }
    }
}
