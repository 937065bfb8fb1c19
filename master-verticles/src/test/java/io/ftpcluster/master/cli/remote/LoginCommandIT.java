package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.RunningPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login of the real program, and the commands after it that need no password. */
class LoginCommandIT {

    private static final String PASSWORD = "anna's passphrase";

    @TempDir
    private Path directory;
    private RunningPortal portal;
    private Map<String, String> environment;
    private Path password;
    private SessionFile file;

    @BeforeEach
    void start() throws Exception {
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addUser("anna", PASSWORD);
        Path config = directory.resolve("config");
        environment = Map.of("XDG_CONFIG_HOME", config.toString(), "FTPCLUSTER_URL", portal.url().toString());
        password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        file = SessionFile.in(config, portal.url());
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    private Result run(String... arguments) throws Exception {
        return CliProcess.run(directory, environment, arguments);
    }

    private Result login() throws Exception {
        Result login = run("login", "--user", "anna", "--password-file", password.toString());
        assertEquals(0, login.code(), login.errors());
        return login;
    }

    private String refused(int code, String... arguments) throws Exception {
        Result result = run(arguments);
        assertEquals(code, result.code(), result.out() + result.errors());
        assertEquals(1, result.errors().lines().count(), result.errors());
        return result.errors();
    }

    @Test
    void commandsUseItUntilLogout() throws Exception {
        assertTrue(refused(2, "user", "whoami").contains("ftpcluster login"));
        assertTrue(login().out().startsWith("Logged in as anna at " + portal.url() + " until "));
        String token = file.read().orElseThrow().token().value();
        assertEquals("anna (user)\nSERVER  RIGHTS\n", run("user", "whoami").out());
        assertTrue(refused(2, "user", "whoami", "--user", "admin").contains("Password of admin"));

        assertTrue(run("logout").out().startsWith("Logged out anna"));
        assertFalse(Files.exists(file.path()));
        assertEquals(401, portal.client().get("/me").bearer(token).send().status());
        assertTrue(refused(1, "logout").contains("nobody is logged in"));
    }

    @Test
    void oneThatHasEndedSaysSoInOneLine() throws Exception {
        login();
        StoredSession session = file.read().orElseThrow();
        portal.client().post("/logout").bearer(session.token().value()).send();
        assertTrue(refused(1, "user", "whoami").contains("has ended: log in again (ftpcluster login --url "));
        assertTrue(refused(1, "ls").contains("has ended: log in again"));

        file.write(new StoredSession(session.portal(), "anna", session.token(), Instant.now().minusSeconds(1)));
        assertTrue(refused(1, "user", "whoami").contains("has ended: log in again"));
        assertEquals(0, run("logout").code());
    }

    @Test
    void anotherLoginEndsTheOneBefore() throws Exception {
        login();
        String before = file.read().orElseThrow().token().value();
        login();
        assertEquals(401, portal.client().get("/me").bearer(before).send().status());
        assertEquals(0, run("user", "whoami").code());
    }

    @Test
    void logoutForgetsItThoughThePortalIsAway() throws Exception {
        login();
        portal.close();
        assertTrue(refused(3, "logout").contains("could not be told"));
        assertFalse(Files.exists(file.path()));
    }
}
