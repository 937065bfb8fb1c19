package io.ftpcluster.master.provisioning;

import io.ftpcluster.master.provisioning.job.SetupFiles;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A script with the interface of the real one that changes nothing: it notes what it is asked, and fails or waits where the test
 * says so by files.
 */
final class StubSetupFiles implements SetupFiles {

    private static final String SCRIPT = """
            #!/bin/bash
            control=CONTROL
            here=$(dirname "$0")
            note() { printf '%s\\n' "$*" >>"$control/log"; }
            note "$1 of ALIAS existing=EXISTING as $(id -un) in $(stat -c %a "$here")"
            for file in ftpcluster-agent.tar.gz runtime.tar.gz enrolment.secret; do
                [ -e "$here/$file" ] && note "$file $(stat -c %a "$here/$file") $(sha256sum <"$here/$file" | cut -c1-16)"
            done
            echo "ftpcluster-setup: begins $1"
            while [ -e "$control/wait-$1" ]; do sleep 0.05; done
            if [ -e "$control/fail-$1" ]; then
                echo 'something before' >&2
                tail -n +2 "$control/fail-$1" >&2
                exit "$(head -n 1 "$control/fail-$1")"
            fi
            [ "$1" = facts ] && cat "$control/facts"
            echo "ftpcluster-setup: $1 is done"
            """;
    static final String DEBIAN = """
            fact system=Debian GNU/Linux 12 (bookworm)
            fact architecture=x86_64
            fact free_bytes=21474836480
            fact daemon=none
            """;

    private final Path control;

    StubSetupFiles(Path control) throws IOException {
        this.control = Files.createDirectories(control);
        Files.writeString(control.resolve("facts"), DEBIAN);
        Files.writeString(control.resolve("log"), "");
        Files.writeString(control.resolve("agent.tar.gz"), "the agent");
        Files.writeString(control.resolve("jre.tar.gz"), "the runtime");
    }

    void facts(String lines) throws IOException {
        Files.writeString(control.resolve("facts"), lines);
    }

    void fail(String step, int code, String words) throws IOException {
        Files.writeString(control.resolve("fail-" + step), code + "\n" + words + "\n");
    }

    void mend(String step) throws IOException {
        Files.deleteIfExists(control.resolve("fail-" + step));
    }

    void hold(String step) throws IOException {
        Files.writeString(control.resolve("wait-" + step), "");
    }

    void letGo(String step) throws IOException {
        Files.delete(control.resolve("wait-" + step));
    }

    List<String> log() throws IOException {
        return Files.readAllLines(control.resolve("log"));
    }

    /** How often a step was run. */
    long runs(String step) throws IOException {
        return log().stream().filter(line -> line.startsWith(step + " of ")).count();
    }

    @Override
    public String script(Settings settings, ExistingDaemon existingDaemon) {
        return SCRIPT.replace("CONTROL", SetupScript.quoted(control.toString()))
                .replace("ALIAS", settings.alias())
                .replace("EXISTING", EnumNames.of(existingDaemon));
    }

    @Override
    public Path agentArchive() {
        return control.resolve("agent.tar.gz");
    }

    @Override
    public Optional<Path> runtimeArchive(String architecture) {
        return architecture.equals("amd64") ? Optional.of(control.resolve("jre.tar.gz")) : Optional.empty();
    }
}
