package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupScriptTest {

    @TempDir
    Path folder;

    private final SetupScript script = new SetupScript();

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void theScriptIsCleanShell(FtpSecurity security) throws Exception {
        Path file = folder.resolve("setup.sh");
        Files.writeString(file, script.render(settings("ftp.example", security)));
        assertEquals("", run("bash", "-n", file.toString()));
        assertEquals("", run("shellcheck", file.toString()));
    }

    @Test
    void theCertificateNamesTheHost() {
        assertTrue(script.render(settings("ftp.example", FtpSecurity.EXPLICIT))
                .contains("subject_alt_name='DNS:ftp.example'\n"));
        assertTrue(script.render(settings("2001:db8::1", FtpSecurity.EXPLICIT))
                .contains("subject_alt_name='IP:2001:db8::1'\n"));
        assertTrue(script.render(settings("192.0.2.7", FtpSecurity.IMPLICIT))
                .contains("subject_alt_name='IP:192.0.2.7'\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "it's", "$(touch x)", "`id`", "a\nb", "\\", "'; exit 1; '", "${x}", ""})
    void quotedValuesStayOneWord(String value) throws Exception {
        assertEquals(value, run("bash", "-c", "printf %s " + SetupScript.quoted(value)));
    }

    private static Settings settings(String host, FtpSecurity security) {
        return new Settings("alpha", host, 2121, security, null, null, null);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
