package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.ScriptedFtp;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that can't change what is there, or show something else than it is. */
class RemovalTrapsTest {

    private static final RemotePath FILE = RemotePath.parse("/file");

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private final RemoteLogin login = bed.login();

    @BeforeEach
    void script() {
        server.answers("SIZE", "550 none")
                .on("CWD", (client, argument) -> client.say(argument.contains("file") ? "550 none" : "250 there"))
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 renamed");
    }

    private long received(String start) {
        return server.received().stream().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void saysWhatTheServerCannotDo() {
        server.answers("DELE", "502 no").answers("MKD", "500 what").answers("RNFR", "504 no");
        for (String verb : new String[]{"DELE", "MKD", "RNFR"}) {
            Failure failure = Harness.failure(FailureCode.UNSUPPORTED, () -> {
                switch (verb) {
                    case "DELE" -> harness.files.remove(login, FILE, false);
                    case "MKD" -> harness.files.makeFolder(login, FILE);
                    default -> harness.files.rename(login, FILE, RemotePath.parse("/other-file"), ConflictPolicy.FAIL);
                }
            });
            assertTrue(failure.detail().contains("can't do " + verb), failure.detail());
        }
    }

    @Test
    void neverEntersALinkThatLooksLikeAFolder() {
        server.answers("DELE", "550 is a folder")
                .answers("RMD", "550 not empty")
                .answers("CWD", "250 there")
                .answers("PWD", "257 \"/elsewhere\"")
                .on("LIST", (client, argument) -> client.transfer("-rw-r--r-- 1 a a 1 Jan 1 2020 precious\r\n",
                        "226 done"));
        Failure failure = Harness.failure(FailureCode.CONFLICT, () -> harness.files.remove(login, FILE, true));
        assertTrue(failure.detail().contains("seems to be a link"), failure.detail());
        assertEquals(0, received("LIST"));
    }

    @Test
    void namesHiddenEntriesWhenAFolderDoesNotGoAway() {
        server.answers("DELE", "550 is a folder")
                .answers("RMD", "550 not empty")
                .answers("CWD", "250 there")
                .on("PWD", (client, argument) -> client
                        .say(lastCwd().equals("CWD /file") ? "257 \"/file\"" : "257 \"/\""));
        Failure failure = Harness.failure(FailureCode.CONFLICT, () -> harness.files.remove(login, FILE, true));
        assertTrue(failure.detail().contains("hidden entries"), failure.detail());
    }

    private String lastCwd() {
        return server.received().reversed().stream().filter(line -> line.startsWith("CWD")).findFirst().orElse("");
    }

    /** The server has a tree: every folder that isn't top holds what the test says. */
    private ScriptedFtp tree(String lines) {
        AtomicReference<String> here = new AtomicReference<>("/");
        return server.answers("SIZE", "550 none")
                .answers("DELE", "550 none")
                .answers("RMD", "550 not empty")
                .on("CWD", (client, argument) -> {
                    here.set(argument);
                    client.say("250 there");
                })
                .on("PWD", (client, argument) -> client.say("257 \"" + here.get() + "\""))
                .on("LIST", (client, argument) -> client.transfer(lines, "226 done"));
    }

    @Test
    void givesUpInATreeWithoutAnEnd() throws Exception {
        tree("drwxr-xr-x 1 a b 5 Jan 02 2024 d\r\n" + "-rw-r--r-- 1 a b 5 Jan 02 2024 f\r\n".repeat(2000)).on("DELE",
                (client, argument) -> client.say(argument.endsWith("/f") ? "250 gone" : "550 none"));
        Failure failure = Harness.failure(FailureCode.CONFLICT,
                () -> harness.files.remove(login, RemotePath.parse("/top"), true));
        assertTrue(
                failure.detail().startsWith("alpha: deleting failed: it is more than 64 folders deep; nothing of it"),
                failure.detail());
    }

    @Test
    void saysHowMuchIsDeletedWhenItCannotGoOn() throws Exception {
        String file = "-rw-r--r-- 1 a b 5 Jan 02 2024 ";
        tree(file + "f1\r\n" + file + "f2\r\n" + file + "g\r\n").answers("SIZE", "213 5")
                .on("DELE", (client, argument) -> client
                        .say(argument.contains("/f") ? "250 gone" : "550 Permission denied"));
        server.on("SIZE", (client, argument) -> client.say(argument.endsWith("/top") ? "550 none" : "213 5"));
        Failure failure = Harness.failure(FailureCode.FORBIDDEN,
                () -> harness.files.remove(login, RemotePath.parse("/top"), true));
        assertTrue(failure.detail().contains("/top/g") && failure.detail().contains("2 entries of it are deleted"),
                failure.detail());
    }

    @Test
    void deletesMoreEntriesThanItKeeps() throws Exception {
        int many = 12_000;
        AtomicInteger left = new AtomicInteger(many);
        tree("").on("LIST",
                (client, argument) -> client.transfer(IntStream.range(0, left.get())
                        .mapToObj(i -> "-rw-r--r-- 1 a b 5 Jan 02 2024 " + "x".repeat(150) + i + "\r\n")
                        .collect(Collectors.joining()), "226 done"))
                .on("DELE", (client, argument) -> {
                    boolean file = argument.contains("/top/");
                    client.say(file ? "250 gone" : "550 none");
                    left.addAndGet(file ? -1 : 0);
                })
                .on("RMD", (client, argument) -> client.say(left.get() == 0 ? "250 gone" : "550 not empty"));
        harness.files.remove(login, RemotePath.parse("/top"), true);
        assertEquals(0, left.get());
        assertTrue(received("LIST") > 2, "listed again for the rest");
    }

    @Test
    void findsWhatOnlyTheOptionShowsWhenAFolderDoesNotGo() {
        AtomicInteger left = new AtomicInteger(1);
        tree("").answers("SYST", "215 Unix, of a kind")
                .on("LIST",
                        (client, argument) -> client.transfer(argument.equals("-a") && left.get() > 0
                                ? "-rw-r--r-- 1 a b 5 Jan 02 2024 .hidden\r\n-rw-r--r-- 1 a b 5 Jan 02 2024 other\r\n"
                                : "", "226 done"))
                .on("DELE", (client, argument) -> {
                    client.say(argument.equals("/top/.hidden") ? "250 gone" : "550 none");
                    left.addAndGet(argument.equals("/top/.hidden") ? -1 : 0);
                })
                .on("RMD", (client, argument) -> client.say(left.get() == 0 ? "250 gone" : "550 not empty"));
        server.answers("FEAT", "211-x\r\n MLST type*;\r\n UTF8\r\n211 end")
                .on("MLSD", (client, argument) -> client.transfer("", "226 done"));
        harness.files.remove(login, RemotePath.parse("/top"), true);
        assertEquals(0, received("DELE /top/other"));
    }

    @Test
    void stopsBetweenEntriesWhenItMayNotGoOn() {
        AtomicInteger deleted = new AtomicInteger();
        tree("-rw-r--r-- 1 a b 5 Jan 02 2024 a\r\n-rw-r--r-- 1 a b 5 Jan 02 2024 b\r\n-rw-r--r-- 1 a b 5 Jan 02 2024 c\r\n")
                .on("DELE", (client, argument) -> {
                    boolean file = argument.startsWith("/top/");
                    deleted.addAndGet(file ? 1 : 0);
                    client.say(file ? "250 gone" : "550 none");
                });
        Failure failure = Harness.failure(FailureCode.FORBIDDEN,
                () -> harness.files.remove(login, RemotePath.parse("/top"), true,
                        () -> deleted.get() < 2
                                ? Optional.empty()
                                : Optional.of(Failure.forbidden("This was ended: the session has ended."))));
        assertEquals(2, received("DELE /top/"));
        assertTrue(failure.detail().contains("the session has ended; 2 entries of it are deleted"), failure.detail());
    }
}
