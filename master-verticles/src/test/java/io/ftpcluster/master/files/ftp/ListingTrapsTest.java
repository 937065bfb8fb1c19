package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.listing.FtpEntries;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.testing.ScriptedFtp;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of servers with old, odd or hostile ways. */
class ListingTrapsTest {

    private static final String UNIX = "-rw-r--r-- 1 a b 5 Jan 02 2024 ";

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private RemoteLogin login = bed.login();

    private Files.Listing list() {
        return harness.list(login, RemotePath.parse("/folder"));
    }

    private static List<String> names(Files.Listing listing) {
        return listing.entries().stream().map(Files.Info::name).toList();
    }

    private void lists(String lines) {
        server.on("LIST", (client, argument) -> client.transfer(lines, "226 done"));
    }

    private void listsFacts(String lines) {
        server.answers("FEAT", "211-x\r\n MLST type*;size*;modify*;\r\n UTF8\r\n211 end")
                .on("MLSD", (client, argument) -> client.transfer(lines, "226 done"));
    }

    @Test
    void goesThereAndListsWithoutAnArgument() {
        lists("total 2\r\ndrwxr-xr-x 2 a b 4096 Jan 02 2024 sub\r\n" + UNIX + "name with  spaces \r\n");
        Files.Listing listing = list();
        assertEquals(List.of("sub", "name with  spaces "), names(listing));
        assertNull(listing.incomplete());
        assertTrue(listing.entries().get(1).approximate());
        assertEquals("2024-01-02T00:00:00Z", listing.entries().get(1).modified().toString());
        assertTrue(server.received().containsAll(List.of("CWD /folder", "LIST")), server.received().toString());
    }

    @Test
    void understandsDosListings() {
        lists("01-02-24  03:04PM       <DIR>          sub\r\n01-02-24  03:04PM             1234 file.txt\r\n");
        Files.Listing listing = list();
        assertEquals(List.of("sub", "file.txt"), names(listing));
        assertEquals(1234, listing.entries().get(1).size());
        assertEquals(Files.Type.DIRECTORY, listing.entries().get(0).type());
    }

    @Test
    void leavesOutNamesThatLeadElsewhere() {
        lists(UNIX + "..\r\n" + UNIX + "a/b\r\n" + UNIX + "cr\rhere\r\n" + UNIX + "good\r\n" + UNIX + ".\r\n");
        Files.Listing listing = list();
        assertEquals(List.of("good"), names(listing));
        assertEquals("2 entries can't be shown because of the characters in their names", listing.incomplete());
    }

    @Test
    void leavesOutNamesThatLeadElsewhereFromFacts() {
        listsFacts(String.join("\r\n", "type=cdir; .", "type=pdir; ..", "type=file;size=1; ../up",
                "type=file;size=1; a\0b", "type=dir;modify=20240102030405.123; sub",
                "type=file;size=3;modify=20240102030405; ok"));
        Files.Listing listing = list();
        assertEquals(List.of("sub", "ok"), names(listing));
        assertTrue(listing.incomplete().startsWith("2 entries can't be shown"), listing.incomplete());
        assertEquals("2024-01-02T03:04:05Z", listing.entries().get(1).modified().toString());
        assertFalse(listing.entries().get(1).approximate());
    }

    @Test
    void readsNamesInTheServersCharset() throws Exception {
        server.answers("FEAT", "500 what").on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                data.getOutputStream().write((UNIX + "gr\u00fc\u00dfe\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            client.say("226 done");
        });
        assertEquals(List.of("gr\uDCFC\uDCDFe"), names(list()));
        var settings = new Servers.Settings("alpha", "127.0.0.1", server.port(), FtpSecurity.NONE, null, "ISO-8859-1",
                null);
        login = new RemoteLogin(new Servers.Server("1", settings, Instant.EPOCH), "ann", login.password(), null);
        assertEquals(List.of("gr\u00fc\u00dfe"), names(list()));
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login, "/\u65e5\u672c"));
    }

    @Test
    void saysWhenTheServerCutTheList() {
        server.on("LIST", (client, argument) -> client.transfer(UNIX + "one\r\n", "226 Output truncated to 1 matches"));
        assertTrue(list().incomplete().contains("Output truncated"));
    }

    @Test
    void failsWhenTheListingBreaksOff() throws Exception {
        server.on("LIST", (client, argument) -> client.transfer(UNIX + "one\r\n", "426 broken"));
        Harness.failure(FailureCode.BACKEND_FAILED, this::list);
        server.on("LIST", (client, argument) -> client.say("550 Permission denied"));
        Harness.failure(FailureCode.FORBIDDEN, this::list);
    }

    @Test
    void takesAnErrorThatSaysNoFilesForAnEmptyFolder() {
        server.answers("LIST", "550 No files found");
        assertEquals(List.of(), list().entries());
    }

    @Test
    void fallsBackWhenMlsdIsAnnouncedButUnknown() {
        server.answers("FEAT", "211-x\r\n MLST type*;\r\n211 end");
        lists(UNIX + "one\r\n");
        assertEquals(List.of("one"), names(list()));
    }

    @Test
    void leavesOutLinesWithoutEnd() {
        lists(UNIX + "x".repeat(40_000) + "\r\n" + UNIX + "short\r\n" + UNIX + "last without its end");
        Files.Listing listing = list();
        assertEquals(List.of("last without its end", "short"), names(listing));
        assertEquals("1 entry can't be read", listing.incomplete());
    }

    @Test
    void readsAListingWithoutEndOnlyAsFarAsItIsAskedFor() throws Exception {
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            byte[] many = (UNIX + "x\r\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
            try (Socket data = client.data()) {
                while (true) {
                    data.getOutputStream().write(many);
                }
            }
        });
        try (FileStreams.Entries entries = harness.files.list(login, RemotePath.parse("/folder"))) {
            assertEquals(FtpEntries.SORTED, entries.next().size());
            for (int read = 0; read < 300_000; read += entries.next().size()) {
                assertTrue(entries.hasMore());
            }
        }
        assertEquals(0, harness.files.sessions(login));
    }

    @Test
    void probesNoMoreThan64Links() {
        lists("lrwxrwxrwx 1 a b 4 Jan 02 2024 link -> /there\r\n".repeat(100));
        Files.Listing listing = list();
        assertEquals(64, listing.entries().stream().filter(entry -> entry.type() == Files.Type.FILE).count());
        assertEquals(36, listing.entries().stream().filter(entry -> entry.type() == Files.Type.SYMLINK).count());
    }

    @Test
    void asksForLinksThatFactsNameInTheSystemsOwnWords() {
        listsFacts("type=OS.unix=slink:/there;size=6; link\r\n");
        assertEquals(Files.Type.FILE, list().entries().get(0).type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"226 Transfer complete", "250 done", "450 No such file or directory", "450 no files",
            "550 No files found.", "550 No data sets found.", "550 No members found.", "550 Directory is empty",
            "550 *.* not found: no matching files", "550 There are no entries"})
    void takesManyAnswersForAnEmptyFolder(String reply) {
        server.answers("LIST", reply);
        assertEquals(new Files.Listing(List.of(), null), list());
        server.on("LIST", (client, argument) -> client.transfer(UNIX + "one\r\n", "226 done"));
        assertEquals(List.of("one"), names(list()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 Permission denied", "450 Access denied", "450 Can't open data connection",
            "550 No such directory", "550 No access to files", "450 file busy, try again later", "530 Not logged in",
            "550 Failed to open directory", "451 no files"})
    void takesTroubleForTrouble(String reply) throws Exception {
        server.answers("LIST", reply);
        assertThrows(FailureException.class, this::list);
    }

    @Test
    void aFolderThatIsMissingIsNoEmptyOne() throws Exception {
        server.answers("CWD", "550 No files found").answers("SIZE", "550 none").answers("LIST", "550 No files found");
        Harness.failure(FailureCode.NOT_FOUND, this::list);
    }

    @Test
    void readsTheLinesOfAServerThatSaysAtOnceThatItIsDone() {
        server.on("LIST", (client, argument) -> {
            client.say("226 done");
            try (Socket data = client.data()) {
                data.getOutputStream().write((UNIX + "one\r\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        assertEquals(List.of("one"), names(list()));
    }

    @Test
    void listsAsTextWhereTheServerInsistsAndTransfersBytesAgain() throws Exception {
        AtomicReference<String> type = new AtomicReference<>("");
        server.on("TYPE", (client, argument) -> {
            type.set(argument);
            client.say("200 ok");
        }).on("LIST", (client, argument) -> {
            if (type.get().equals("A")) {
                client.transfer(UNIX + "one\r\n", "226 done");
            } else {
                client.say("550 LIST needs ASCII, use TYPE A");
            }
        });
        assertEquals(List.of("one"), names(list()));
        assertEquals("I", type.get());
        int refused = server.received().size();
        assertEquals(List.of("one"), names(list()));
        assertEquals("I", type.get());
        // Learnt: no refusal comes first.
        List<String> second = server.received().subList(refused, server.received().size());
        assertTrue(second.indexOf("TYPE A") < second.indexOf("LIST"), second.toString());
    }

    @Test
    void asksForHiddenEntriesWhereAListingProvesThatTheServerKnowsTheOption() {
        server.on("LIST",
                (client, argument) -> client.transfer(argument.equals("-a")
                        ? "drwxr-xr-x 1 a b 5 Jan 02 2024 .\r\n" + UNIX + ".hidden\r\n" + UNIX + "seen\r\n"
                        : UNIX + "seen\r\n", "226 done"));
        assertEquals(List.of(".hidden", "seen"), names(list()));
        assertEquals(List.of(".hidden", "seen"), names(list()));
        assertFalse(server.received().contains("LIST"), server.received().toString());
    }

    @Test
    void provesTheOptionByHiddenEntriesToo() {
        server.on("LIST", (client, argument) -> client
                .transfer((argument.equals("-a") ? UNIX + ".hidden\r\n" : "") + UNIX + "seen\r\n", "226 done"));
        assertEquals(List.of(".hidden", "seen"), names(list()));
        assertEquals(List.of(".hidden", "seen"), names(list()));
        assertEquals(1, server.received().stream().filter("LIST"::equals).count());
    }

    /** As a name, as a pattern, as an error, as nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", UNIX + "-a\r\n", UNIX + "other\r\n", UNIX + "seen\r\n" + UNIX + "more\r\n", "refused"})
    void listsWithoutTheOptionWhereTheServerTakesItForSomethingElse(String answer) {
        server.on("LIST", (client, argument) -> {
            if (argument.isEmpty()) {
                client.transfer(UNIX + "seen\r\n", "226 done");
            } else if (answer.equals("refused")) {
                client.say("501 no options");
            } else {
                client.transfer(answer, "226 done");
            }
        });
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("seen"), names(list()));
        }
        assertEquals(1, server.received().stream().filter("LIST -a"::equals).count());
    }

    @Test
    void asksNoServerOfAnotherKindForHiddenEntries() {
        server.answers("SYST", "215 Windows_NT");
        lists(UNIX + "seen\r\n");
        assertEquals(List.of("seen"), names(list()));
        assertFalse(server.received().contains("LIST -a"));
    }

    @Test
    void takesTheFolderOffNames() {
        lists(UNIX + "/folder/one\r\n" + UNIX + "./two\r\n" + UNIX + "/other/three\r\n" + UNIX + "/folder/../x\r\n");
        Files.Listing listing = list();
        assertEquals(List.of("one", "two"), names(listing));
        assertTrue(listing.incomplete().startsWith("2 entries can't be shown"), listing.incomplete());
    }

    @Test
    void leavesOutNamesThatLeadElsewhereOnSomeServers() {
        lists(UNIX + "~\r\n" + UNIX + "..\\x\r\n" + UNIX + ".. \r\n" + UNIX + "~a\r\n" + UNIX + "a\\b\r\n");
        Files.Listing listing = list();
        assertEquals(List.of("a\\b", "~a"), names(listing));
        assertTrue(listing.incomplete().startsWith("3 entries can't be shown"), listing.incomplete());
    }

    @Test
    void givesALineThatCannotBeRead() {
        lists(UNIX + "one\r\nwhat\u0007is this, secret-word?\r\n");
        try (FileStreams.Entries entries = harness.files.list(login, RemotePath.parse("/folder"))) {
            assertEquals(1, entries.next().size());
            assertEquals("1 entry can't be read", entries.incomplete());
            assertTrue(entries.unreadableLine().startsWith("what?is this, "), entries.unreadableLine());
        }
    }

    /** Lines of this kind took seconds, and longer ones overflowed the stack. */
    @Test
    void readsThousandsOfCostlyLines() {
        lists(("-rw-r--r-- 1 " + "a ".repeat(600) + "\r\n").repeat(2500)
                + ("-rw-r--r-- " + "1 ".repeat(8000) + "\r\n").repeat(50) + UNIX + "one\r\n");
        Files.Listing listing = list();
        assertEquals(List.of("one"), names(listing));
        assertEquals("2550 entries can't be read", listing.incomplete());
    }
}
