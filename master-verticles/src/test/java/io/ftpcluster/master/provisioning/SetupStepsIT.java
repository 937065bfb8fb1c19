package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script's steps with the archives that the build made, and a small portal on the same machine. */
@Timeout(180)
class SetupStepsIT {

    private static final String SECRET = "fce_0123456789012345678901234567890123456789abc";
    private static final Path ARCHIVES = Path.of("target/agent").toAbsolutePath();
    private static final String STEPS = "facts runtime daemon configuration agent service";
    /** Port 8080: the archives, the registration, and where agents show their token. */
    private static final String PORTAL = """
            import http.server, json, os, sys
            work, archives, secret = sys.argv[1:]
            token = 'fca_' + secret[4:]
            class Portal(http.server.BaseHTTPRequestHandler):
                def log_message(self, *arguments):
                    pass
                def say(self, code, body=b''):
                    self.send_response(code)
                    self.send_header('Content-Length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def do_GET(self):
                    if self.path == '/agent':
                        return self.say(426 if self.headers.get('Authorization') == 'Bearer ' + token else 401)
                    file = os.path.join(archives, os.path.basename(self.path))
                    if not self.path.startswith('/setup/' + secret + '/') or not os.path.exists(file):
                        return self.say(404)
                    self.say(200, open(file, 'rb').read())
                def do_POST(self):
                    body = self.rfile.read(int(self.headers['Content-Length'])).decode()
                    if self.headers.get('Authorization') != 'Bearer ' + secret:
                        return self.say(401)
                    open(work + '/registered', 'a').write(body + '\\n')
                    self.say(200, json.dumps({'status': 'ok', 'agent_token': token, 'alias': 'alpha'}).encode())
            http.server.ThreadingHTTPServer(('127.0.0.1', 8080), Portal).serve_forever()
            """;
    private static final String WITH_PORTAL = """
            # What it says of clients that were killed is no word of the script.
            python3 "$WORK/portal.py" "$WORK" "$ARCHIVES" "$SECRET" 2>>"$WORK/portal.err" & portal=$!
            for try in $(seq 100); do (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null && break; sleep 0.1; done
            """;

    @TempDir
    private Path folder;
    private SetupMachine machine;

    @BeforeEach
    void prepare() throws Exception {
        machine = new SetupMachine(folder);
        Files.writeString(folder.resolve("portal.py"), PORTAL);
        render("refuse", Map.of("existing_daemon", "refuse"));
        render("keep", Map.of("existing_daemon", "keep"));
        render("replace", Map.of("existing_daemon", "replace"));
    }

    private void render(String name, Map<String, String> more) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("setup_url", "http://127.0.0.1:8080/setup/" + SECRET,
                "master_url", "http://127.0.0.1:8080", "agent_version", "1.2.3-SNAPSHOT", "agent_sha256",
                sum("ftpcluster-agent.tar.gz"), "runtime_sha256", sum(runtime()), "runtime_arch",
                runtime().replaceAll("runtime-linux-|\\.tar\\.gz", ""), "portal_public_key", "the portal's\nkey\n"));
        values.putAll(more);
        machine.render(name, "alpha", 21, FtpSecurity.EXPLICIT, values);
    }

    private static String runtime() throws IOException {
        try (Stream<Path> files = Files.list(ARCHIVES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("runtime-linux-[a-z0-9]+\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String sum(String archive) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(ARCHIVES.resolve(archive)));
        return HexFormat.of().formatHex(hash);
    }

    private String run(String text) throws Exception {
        return machine.run("ARCHIVES=" + ARCHIVES + "; SECRET=" + SECRET + "\n" + text);
    }

    private List<String> registered() throws IOException {
        return Files.readAllLines(folder.resolve("registered"));
    }

    @Test
    void eachStepAloneAndTwiceIsRegisteredOnce() throws Exception {
        String printed = run("rm $conf\n" + WITH_PORTAL
                + """
                        while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -x "[f]ce_.*\\|.*/setup/[f]ce_.*" | grep -v "^$SECRET$"; done &
                        for step in %s; do setup refuse $step; setup refuse $step; done
                        setup refuse
                        stat -c '%%a %%n' /etc/ftpcluster/agent.*
                        ls -A /opt/ftpcluster-agent | sed 's/-[0-9a-f]\\{12\\}$//' | sort
                        cat /etc/ftpcluster/pubkey_master.pub
                        /opt/ftpcluster-agent/ftpcluster-agent-start --version
                        """
                        .formatted(STEPS));
        Stream<String> expected = Stream.concat(
                Stream.of(STEPS.split(" "))
                        .flatMap(step -> Stream.of("refuse " + step + " 0", "refuse " + step + " 0")),
                Stream.of("refuse 0"));
        assertEquals(expected.toList(), machine.codes(), machine::saidOrNothing);
        assertTrue(printed.startsWith("""
                600 /etc/ftpcluster/agent.env
                600 /etc/ftpcluster/agent.key
                1.2.3-SNAPSHOT
                current
                ftpcluster-agent-start
                runtime
                runtime
                the portal's
                key
                ftpcluster agent"""), printed);
        assertEquals(1, registered().size());
        assertTrue(
                registered().getFirst()
                        .contains("\"ftp_port\":21,\"ftp_security\":\"explicit\",\"tls_fingerprint\":\""),
                registered()::toString);
        assertTrue(registered().getFirst().endsWith(",\"ftp_passive_ports\":\"50000-50100\"}"), registered()::toString);
        assertTrue(machine.said().contains("fact init=other\n")
                && machine.said().contains("\nfact agent=1.2.3-SNAPSHOT\n"), machine.said());
        assertTrue(machine.said().contains("there is no systemd here, so nothing starts the agent"), machine.said());
        assertFalse(machine.said().contains(SECRET), machine.said());
    }

    @Test
    void aRunThatWasKilledAnywhereIsMendedByTheNext() throws Exception {
        String printed = run("rm $conf\n" + WITH_PORTAL
                + """
                        for time in 0.3 0.7 1.1 1.6 2.2 3 4 5; do
                            setsid bash "$WORK/refuse.sh" >/dev/null 2>&1 & run=$!
                            sleep $time; kill -9 -- -$run; wait $run
                        done 2>/dev/null
                        setup refuse
                        find /etc/ftpcluster /opt/ftpcluster-agent /etc/pam.d -name '*~' -o -name '*.new' -o -name '.*' ! -name '.'
                        ls /etc/vsftpd.conf.ftpcluster-tmp* 2>&1 | grep -c cannot
                        banner 21
                        """);
        assertEquals(List.of("refuse 0"), machine.codes(), machine::saidOrNothing);
        assertTrue(printed.matches("(?s)(/opt/ftpcluster-agent/\\.(unpack|said|download)[^\n]*\n)*1\n220 .*"), printed);
    }

    @Test
    void aDaemonOfSomebodyElseIsRefusedOrKept() throws Exception {
        String printed = run(WITH_PORTAL + """
                mkdir -p /run/vsftpd/empty; service vsftpd start
                sum=$(sha256sum <$conf)
                for step in %s; do [ $step = runtime ] || [ $step = service ] || setup refuse $step; done
                setup refuse
                ls /etc/ftpcluster /opt/ftpcluster-agent 2>&1 | grep -c cannot
                setup keep
                [ "$sum" = "$(sha256sum <$conf)" ] && banner 21
                ls /etc/pam.d/ftpcluster-vsftpd 2>&1 | grep -c cannot
                """.formatted(STEPS));
        assertEquals(List.of("refuse facts 3", "refuse daemon 3", "refuse configuration 3", "refuse agent 3",
                "refuse 3", "keep 0"), machine.codes(), machine::saidOrNothing);
        assertEquals("2\n220 former\n1", printed.strip());
        assertTrue(machine.said().contains("\nfact daemon=vsftpd\nfact daemon_managed=no\n"), machine.said());
        assertTrue(registered().getFirst().contains("\"ftp_port\":21,\"ftp_security\":\"none\"}"),
                registered()::toString);
    }

    @Test
    void onlySystemsThatItIsForAreChanged() throws Exception {
        String printed = run(
                """
                        rm $conf
                        system() { printf 'ID=%s\\nVERSION_ID="%s"\\nPRETTY_NAME="%s %s"\\n' "$1" "$2" "$1" "$2" >/etc/os-release; setup refuse facts; }
                        system debian 11; system debian 12; system debian 13; system debian ''
                        system ubuntu 20.04; system ubuntu 22.04; system ubuntu 24.04; system ubuntu 26.04
                        system fedora 40; system 'x$(touch /run/owned)' "'"
                        setup refuse configuration
                        ls /etc/ftpcluster /run/owned $conf 2>&1 | grep -c cannot
                        """);
        assertEquals("1 0 0 0 1 0 0 0 1 1 1",
                String.join(" ",
                        machine.codes().stream().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList()),
                machine::saidOrNothing);
        assertEquals("3", printed.strip());
        assertTrue(machine.said().contains("this is fedora 40; nothing was changed"), machine.said());
        assertTrue(machine.said().contains("never tried on ubuntu 24.04")
                && !machine.said().contains("never tried on debian 1"), machine.said());
    }

    @Test
    void whatIsMissingOrAlteredIsToldBeforeAnythingIsChanged() throws Exception {
        String printed = run(
                """
                        mount -t tmpfs -o size=8m tmpfs /opt
                        rm $conf
                        setup refuse runtime
                        umount /opt
                        setup refuse runtime
                        echo altered >"$WORK/runtime.tar.gz"
                        setup refuse runtime
                        rm "$WORK/runtime.tar.gz"
                        mount -t tmpfs tmpfs /usr/lib/jvm; mount -t tmpfs tmpfs /var/lib/dpkg
                        sed "s/^runtime_sha256=.*/runtime_sha256=''/; s/^apt_patience=.*/apt_patience=2/" "$WORK/refuse.sh" >"$WORK/bare.sh"
                        setup bare runtime
                        python3 -c "import fcntl, time; f = open('/var/lib/dpkg/lock-frontend', 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print('locked', flush=True); time.sleep(60)" >/run/locked &
                        for try in $(seq 100); do grep -q locked /run/locked && break; sleep 0.1; done
                        setup bare runtime
                        ls -A /opt /opt/ftpcluster-agent 2>/dev/null | grep -v :
                        """);
        assertEquals(5, machine.codes().stream().filter(line -> line.endsWith(" 1")).count(), machine::saidOrNothing);
        assertEquals("", printed.strip());
        for (String words : List.of("MiB free, and the Java runtime needs 120 MiB there; nothing was changed",
                "can't fetch runtime-linux-", "runtime.tar.gz isn't what the portal made",
                "-jre-headless from the package archive (E: Could not resolve the archive); nothing was",
                "apt is locked by python3 (process ")) {
            assertTrue(machine.said().contains(words), () -> words + " is missing: " + machine.saidOrNothing());
        }
        assertFalse(machine.said().contains(SECRET), machine.said());
    }

    @Test
    void removalPutsBackWhatWasThere() throws Exception {
        String printed = run(WITH_PORTAL + """
                mkdir -p /run/vsftpd/empty; service vsftpd start
                mkdir -p /etc/ssh/sshd_config.d /run/sshd
                printf 'Include /etc/ssh/sshd_config.d/*.conf\\n' >/etc/ssh/sshd_config
                ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
                find /etc -type f ! -name '*-' | sort >/run/before
                cp $conf /run/conf
                setup replace
                useradd --gid ftpcluster --no-create-home --shell /usr/sbin/nologin carla
                setup replace remove
                cmp $conf /run/conf && banner 21
                ls /etc/ssh/sshd_config.d/ftpcluster.conf
                userdel carla
                setup replace remove
                rm $conf.ftpcluster-removed-*
                find /etc -type f ! -name '*-' ! -name .pwd.lock | sort | diff /run/before -
                getent group ftpcluster || ls /opt
                """);
        assertEquals(List.of("replace 0", "replace remove 0", "replace remove 0"), machine.codes(),
                machine::saidOrNothing);
        assertEquals("220 former\n/etc/ssh/sshd_config.d/ftpcluster.conf", printed.strip());
        assertTrue(machine.said().contains("these accounts stay, with their files: carla"), machine.said());
        assertTrue(machine.said().contains("vsftpd serves with its former configuration"), machine.said());
    }

    @Test
    void hostileNamesAreNothingButNames() throws Exception {
        String alias = "it's \"$(touch /run/owned)\" `touch /run/owned` \\ ; & -x";
        render("hostile", Map.of("existing_daemon", "refuse", "alias_name", alias));
        String printed = run("rm $conf\n" + WITH_PORTAL + """
                setup hostile
                grep ^AGENT_ALIAS= /etc/ftpcluster/agent.env
                ls /run/owned 2>&1 | grep -c cannot
                """);
        assertEquals(List.of("hostile 0"), machine.codes(), machine::saidOrNothing);
        assertEquals("AGENT_ALIAS=\"" + alias.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n1", printed.strip());
    }
}
