package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine of its own, as far as a script can tell: namespaces with their own network, processes, /etc, /opt and /run. There is
 * no systemd, so a small {@code service} starts and stops vsftpd.
 */
final class SetupMachine {

    /** Each step's words are in {@code out}, its exit code in {@code codes}. */
    private static final String PRELUDE = """
            set -u
            ip link set lo up
            mount -t tmpfs -o size=32m tmpfs /run
            mkdir /run/lock /run/vsftpd
            mkdir "$WORK/etc"
            cp -a /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/login.defs /etc/security /etc/ssl /etc/pam.d /etc/alternatives /etc/localtime "$WORK/etc/" 2>/dev/null
            cp -a /etc/ld.so.cache /etc/nsswitch.conf "$WORK/etc/" 2>/dev/null
            mount --bind "$WORK/etc" /etc
            mount -t tmpfs -o size=200m tmpfs /opt
            rm -f /etc/ssl/certs/ftpcluster-vsftpd.pem /etc/ssl/private/ftpcluster-vsftpd.key
            conf=/etc/vsftpd.conf
            printf 'listen=YES\\nanonymous_enable=NO\\nlocal_enable=YES\\nftpd_banner=former\\n' >$conf
            setup() { bash "$WORK/$1.sh" "${@:2}" >>"$WORK/out" 2>&1; echo "$* $?" >>"$WORK/codes"; }
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

    private final Path folder;

    SetupMachine(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("bin"));
        program("service", SERVICE);
        program("apt-get", "#!/bin/sh\necho 'E: Could not resolve the archive' >&2\nexit 100\n");
    }

    void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bin").resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @param values of the script's own settings, by name */
    void render(String name, String alias, int port, FtpSecurity security, Map<String, String> values)
            throws IOException {
        String script = new SetupScript().render(new Settings(alias, "ftp.example", port, security, null, null, null));
        for (Map.Entry<String, String> value : values.entrySet()) {
            String line = value.getKey() + "=" + SetupScript.quoted(value.getValue()) + "\n";
            String changed = script.replaceFirst("(?m)^" + value.getKey() + "=.*\n",
                    java.util.regex.Matcher.quoteReplacement(line));
            assertTrue(changed.contains("\n" + line), value.getKey());
            script = changed;
        }
        Files.writeString(folder.resolve(name + ".sh"), script);
    }

    /** Returns what the steps print; what the scripts say is told apart. */
    String run(String text) throws Exception {
        Path steps = Files.writeString(folder.resolve("steps"), PRELUDE + text);
        ProcessBuilder command = new ProcessBuilder("unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc",
                "--kill-child", "bash", steps.toString()).redirectErrorStream(true);
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

    String said() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    List<String> codes() throws IOException {
        return Files.readAllLines(folder.resolve("codes"));
    }

    Path etc(String name) {
        return folder.resolve("etc").resolve(name);
    }

    List<String> etcFiles(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("etc"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** For messages of assertions. */
    String saidOrNothing() {
        try {
            return said();
        } catch (IOException nothing) {
            return "nothing was said: " + nothing;
        }
    }
}
