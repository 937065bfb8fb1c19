package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.PortalClient.Call;
import io.ftpcluster.testing.RunningPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache FtpServer takes a tilde for the home wherever it stands alone, splits at backslashes and trims its commands. */
class OutsideTheRootTest {

    private static final String PASSWORD = "ann's passphrase";

    @Test
    void noPathLeadsThere(@TempDir Path directory) throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createDirectories(home.resolve("inside/folder"));
        Files.writeString(home.resolve("secret"), "outside");
        Files.writeString(home.resolve("inside/own"), "inside");
        try (RunningPortal portal = RunningPortal.start(directory.resolve("data"));
                ApacheFtp server = new ApacheFtp(home, directory, FtpSecurity.NONE)) {
            portal.addUser("ann", PASSWORD);
            portal.addServer("apache", server.port(), FtpSecurity.NONE, null);
            portal.permit("ann", "apache", ApacheFtp.USER, ApacheFtp.PASSWORD, "/inside");
            String token = portal.client().login("ann", PASSWORD);
            assertEquals("inside", portal.client().get("/ftp/ann/apache/own").bearer(token).send().text());
            for (String way : List.of("~/", "..%5C", "folder%5C..%5C..%5C", "~%5C", "..%20/", "folder/~/", "%5C..%5C",
                    "%C0%AE%C0%AE/", "..%09/", "%C1%BE/")) {
                refuses(portal, token, way);
            }
        }
        assertEquals("outside", Files.readString(home.resolve("secret")));
        assertEquals(List.of("inside", "secret"), names(home));
        assertEquals(List.of("folder", "own"), names(home.resolve("inside")));
    }

    private static List<String> names(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void refuses(RunningPortal portal, String token, String way) throws Exception {
        String path = "/ftp/ann/apache/" + way;
        for (Call call : List.of(portal.client().get(path + "secret"), portal.client().get(path),
                portal.client().call("HEAD", path + "secret"), portal.client().call("DELETE", path + "secret"),
                portal.client().call("PUT", path + "new").body("text/plain", "x"),
                portal.client().call("MKCOL", path + "new"),
                portal.client().call("MOVE", path + "secret").header("Destination", "/ftp/ann/apache/taken"),
                portal.client().call("MOVE", "/ftp/ann/apache/own").header("Destination", path + "given"))) {
            assertEquals(400, call.bearer(token).send().status(), way);
        }
    }
}
