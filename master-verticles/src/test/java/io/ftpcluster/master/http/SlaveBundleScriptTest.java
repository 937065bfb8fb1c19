package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Commands;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/generate_slave_bundle.sh} with a real curl and a portal. */
class SlaveBundleScriptTest {

    private static final Path SCRIPT = Path.of(System.getProperty("ftpcluster.root"), "scripts",
            "generate_slave_bundle.sh");

    @TempDir
    private Path dir;
    private Path work;
    private EnrolmentPortal portal;

    private record Result(int code, String said) {}

    @BeforeEach
    void start() throws Exception {
        portal = EnrolmentPortal.start(dir, null);
        work = Files.createDirectory(dir.resolve("work"));
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private Result run(String password, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().put("FTPCLUSTER_URL", portal.client().base().toString());
        builder.environment().put("FTPCLUSTER_PASSWORD", password);
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Result(process.exitValue(), said);
    }

    private List<String> written() throws IOException {
        try (var files = Files.list(work)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aServerThatIsNewIsRegisteredAndItsBundleIsPrivate() throws Exception {
        Result result = run(EnrolmentPortal.PASSWORD, "alpha", "127.0.0.1", "--ssh-user", "debian", "--output",
                "a b.tar.gz");
        assertEquals(0, result.code(), result.said());
        assertEquals(List.of("a b.tar.gz"), written());
        assertEquals("600\n", Commands.run("stat", "-c", "%a", work.resolve("a b.tar.gz").toString()));
        assertTrue(Commands.run("tar", "-tzf", work.resolve("a b.tar.gz").toString())
                .lines()
                .toList()
                .contains("ftpcluster-setup.sh"));
        JsonObject server = portal.client().get("/servers/alpha").bearer(EnrolmentPortal.ADMIN).send().json();
        assertEquals("debian", server.getString("admin_user"));
        assertEquals("127.0.0.1", server.getString("host"));
        Result again = run(EnrolmentPortal.PASSWORD, "alpha", "127.0.0.1");
        assertEquals(0, again.code(), again.said());
        assertEquals(List.of("a b.tar.gz", "ftpcluster-alpha.tar.gz"), written());
        assertFalse(result.said().contains("fce_"), result.said());
    }

    /** Others on the machine see each program's arguments. */
    @Test
    void thePasswordIsOnNoCommandLine() throws Exception {
        Path bin = Files.createDirectory(dir.resolve("bin"));
        Path curl = Files.writeString(bin.resolve("curl"),
                "#!/bin/sh\nprintf '%s\\n' \"$*\" >>" + dir.resolve("seen") + "\nexec /usr/bin/curl \"$@\"\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Result result = run(EnrolmentPortal.PASSWORD, "alpha", "127.0.0.1");
        assertEquals(0, result.code(), result.said());
        String seen = Files.readString(dir.resolve("seen"));
        assertTrue(seen.contains("/servers/alpha/bundle"), seen);
        assertFalse(seen.contains(EnrolmentPortal.PASSWORD), seen);
    }

    @Test
    void whatGoesWrongIsSaidAndNothingIsWritten() throws Exception {
        Result wrong = run("wrong", "alpha", "127.0.0.1");
        assertEquals(1, wrong.code());
        assertEquals("generate_slave_bundle.sh: the portal at " + portal.client().base()
                + " doesn't take the password of admin\n", wrong.said());
        assertEquals(0, run(EnrolmentPortal.PASSWORD, "alpha", "127.0.0.1", "--output", "good").code());
        Result moved = run(EnrolmentPortal.PASSWORD, "alpha", "192.0.2.7");
        assertEquals(1, moved.code());
        assertTrue(moved.said().contains("registered with the host 127.0.0.1, not 192.0.2.7"), moved.said());
        Result host = run(EnrolmentPortal.PASSWORD, "beta", "no host");
        assertEquals(1, host.code());
        assertTrue(host.said().contains("the portal answered 400: host: must be a host name"), host.said());
        Files.delete(portal.agent.resolve("ftpcluster-agent.tar.gz"));
        Result missing = run(EnrolmentPortal.PASSWORD, "alpha", "127.0.0.1");
        assertEquals(1, missing.code());
        assertTrue(missing.said().contains("its build is incomplete"), missing.said());
        assertEquals(List.of("good"), written());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha", "", "alpha host more", "../x host", "alpha host --output", "alpha host --wrong"})
    void wrongUsageIsToldWithTheUsage(String arguments) throws Exception {
        Result result = run(EnrolmentPortal.PASSWORD, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertEquals(2, result.code(), result.said());
        assertTrue(result.said().contains("usage: generate_slave_bundle.sh ALIAS HOST"), result.said());
    }
}
