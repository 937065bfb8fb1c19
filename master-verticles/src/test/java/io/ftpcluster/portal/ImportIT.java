package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PythonVersion;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Python version had is imported into a portal that runs, and used. */
class ImportIT {

    private static String importInto(Path data, Path source, String... more) throws Exception {
        try (PortalProcess process = PortalProcess.start(
                Map.of("FTPCLUSTER_IMPORT_FERNET_KEY", PythonVersion.KEY.value()), arguments(data, source, more))) {
            assertEquals(0, process.awaitExit(), () -> String.join("\n", process.output()));
            return String.join("\n", process.output());
        }
    }

    private static String[] arguments(Path data, Path source, String... more) {
        List<String> all = new ArrayList<>(
                List.of("import", source.toString(), "--data", data.toString(), "--all-or-nothing"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String hash(RunningPortal portal, String username) {
        return portal.bus()
                .request(Users.CREDENTIALS, new Users.FindCredentials(username))
                .await()
                .passwordHash()
                .value();
    }

    @Test
    void usersLogInAndReadTheirFiles(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE);
                RunningPortal portal = RunningPortal.start(data)) {
            Files.writeString(server.home().resolve("file"), "what anna stored");
            server.own(server.home());
            Path source = source(directory, server);

            String said = importInto(data, source);
            assertTrue(said.contains("permissions  1 taken"), said);
            assertFalse(said.contains(server.password()), said);

            assertEquals(401, portal.client().get("/ftp/anna/alpha/file").basic("anna", "wrong").send().status());
            assertTrue(hash(portal, "anna").startsWith("$2b$04$"), "a failed login changes no hash");
            Answer file = portal.client()
                    .get("/ftp/anna/alpha/file")
                    .bearer(portal.client().login("anna", PythonVersion.ANNAS_PASSWORD))
                    .send();
            assertEquals(200, file.status(), file.text());
            assertEquals("what anna stored", file.text());
            assertTrue(hash(portal, "anna").startsWith("$argon2id$"), "the first login replaces the hash");
            assertEquals("what anna stored",
                    portal.client()
                            .get("/ftp/anna/alpha/file")
                            .basic("anna", PythonVersion.ANNAS_PASSWORD)
                            .send()
                            .text());

            assertTrue(importInto(data, source).endsWith("Done: there was nothing new."));
            portal.client().login("anna", PythonVersion.ANNAS_PASSWORD);
        }
    }

    /** One user and one server of a Python version that knows ports and names of FTP users. */
    private static Path source(Path directory, Vsftpd server) {
        Path source = PythonVersion.database(directory.resolve("python.db"));
        String token = new Fernet(PythonVersion.KEY).seal(new Secret(server.password())).value();
        return PythonVersion.database(source, """
                DELETE FROM permissions WHERE id > 1;
                DELETE FROM users WHERE id > 1;
                DELETE FROM servers WHERE id > 1;
                ALTER TABLE servers ADD COLUMN ftp_port INTEGER;
                ALTER TABLE permissions ADD COLUMN ftp_username TEXT;
                UPDATE servers SET host = '127.0.0.1', ftp_port = %d;
                UPDATE permissions SET ftp_username = '%s', user_pass = '%s';
                """.formatted(server.port(), server.user(), token));
    }
}
