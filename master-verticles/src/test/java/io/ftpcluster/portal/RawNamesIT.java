package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Names that aren't UTF-8, from curl to the disk of a real vsftpd and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawNamesIT {

    private static final String PASSWORD = "ann's passphrase";

    private Vsftpd server;
    private RunningPortal portal;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE);
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addUser("ann", PASSWORD);
        portal.addServer("real", server.port());
        portal.permit("ann", "real", server.user(), server.password());
    }

    @AfterAll
    void stop() {
        portal.close();
        server.close();
    }

    /** Java can't name such files, a shell can. */
    private void shell(String script) {
        Commands.run("bash", "-c", "cd '" + server.home() + "' && " + script);
        server.own(server.home());
    }

    /** In hexadecimal. */
    private String names(String folder) {
        return Commands
                .run("bash", "-c",
                        "cd '" + server.home() + "'/" + folder
                                + " && for f in *; do printf %s \"$f\" | od -An -v -tx1 -w64 | tr -d ' '; done")
                .strip();
    }

    private String url(String path) {
        return portal.client().base() + "/ftp/ann/real/" + path;
    }

    /** What curl printed, and the status behind it. */
    private String curl(String... more) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", "%{http_code}", "-u", "ann:" + PASSWORD));
        command.addAll(Arrays.asList(more));
        return Commands.run(command.toArray(String[]::new));
    }

    private Map<String, String> list(String folder) {
        String answer = curl("-H", "Accept: application/json", url(folder));
        assertTrue(answer.endsWith("200"), answer);
        return new JsonObject(answer.substring(0, answer.length() - 3)).getJsonArray("entries")
                .stream()
                .map(entry -> (JsonObject) entry)
                .collect(Collectors.toMap(entry -> entry.getString("href"), entry -> entry.getString("name")));
    }

    @Test
    void areListedAndRead() {
        shell("mkdir read && cd read && printf one > $'\\xff' && printf two > $'caf\\xe9.txt' && mkdir $'d\\xe4'"
                + " && printf three > $'d\\xe4/gr\\xc3\\xbc\\xc3\\x9fe'");
        assertEquals(Map.of("%FF", "\uFFFD", "caf%E9.txt", "caf\uFFFD.txt", "d%E4/", "d\uFFFD"), list("read/"));
        assertEquals(Map.of("gr%C3%BC%C3%9Fe", "grüße"), list("read/d%E4/"));
        assertEquals("one200", curl(url("read/%FF")));
        assertEquals("two200", curl(url("read/caf%E9.txt")));
        assertEquals("three200", curl(url("read/d%E4/gr%C3%BC%C3%9Fe")));
        String page = curl(url("read/"));
        assertTrue(page.contains("<a href=\"caf%E9.txt\">caf\uFFFD.txt</a>"), page);
        String deeper = curl(url("read/d%E4/"));
        assertTrue(deeper.contains("/ftp/ann/real/read/d%E4/"), deeper);
        assertTrue(curl("-D", "-", url("read/caf%E9.txt")).endsWith("two200"));
    }

    @Test
    void areWrittenMovedAndDeleted() {
        shell("mkdir write");
        assertEquals("201", curl("-T", server.home().resolve("../vsftpd.conf").toString(), url("write/caf%E9")));
        assertEquals("636166e9", names("write"));
        assertEquals("201", curl("-X", "MKCOL", url("write/%C0%B4/")));
        assertEquals("201",
                curl("-X", "MOVE", "-H", "Destination: " + url("write/%C0%B4/%FF%FE"), url("write/caf%E9")));
        assertEquals("fffe", names("write/*"));
        assertEquals("409", curl("-X", "DELETE", "-o", "/dev/null", url("write/%C0%B4/")));
        assertEquals("204", curl("-X", "DELETE", url("write/%C0%B4/%FF%FE")));
        assertEquals("204", curl("-X", "DELETE", url("write/%C0%B4/?recursive=true")));
        assertEquals(Map.of(), list("write/"));
        assertEquals("404", curl("-o", "/dev/null", url("write/caf%E9")));
        String trail = portal.client().base() + "/audit";
        String told = curl("-u", "admin:" + RunningPortal.ADMIN_PASSWORD, "-H", "Accept: application/json", trail);
        assertTrue(told.contains("real:/write/caf\uFFFD"), told);
    }

    @Test
    void utf8StaysAsItIs() {
        shell("mkdir text");
        assertEquals("201", curl("-T", server.home().resolve("../vsftpd.conf").toString(),
                url("text/gr%C3%BC%C3%9Fe-%E6%97%A5-%F0%9F%98%80")));
        assertEquals("6772c3bcc39f652de697a52df09f9880", names("text"));
        assertEquals(Map.of("gr%C3%BC%C3%9Fe-%E6%97%A5-%F0%9F%98%80", "grüße-日-😀"), list("text/"));
    }

    @Test
    void commandsCantBeEndedByThem() {
        for (String bad : List.of("a%0D%0ADELE%20x", "a%00", "a%2Fb", "..%C0%AF..", "%C0%AE%C0%AE/x")) {
            assertEquals("400", curl("-o", "/dev/null", "--path-as-is", url(bad)), bad);
        }
        assertFalse(curl(url("")).endsWith("500"));
    }
}
