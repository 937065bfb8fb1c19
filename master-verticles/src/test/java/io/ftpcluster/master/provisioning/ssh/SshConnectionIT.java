package io.ftpcluster.master.provisioning.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.provisioning.ssh.SshConnection.ExecResult;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.testing.Sshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real sshd and a real sudo. */
@Timeout(120)
class SshConnectionIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] NOTHING = {};

    @TempDir
    private Path folder;
    private Sshd sshd;
    private final SshConnector connector = new SshConnector();

    @BeforeEach
    void start() throws IOException {
        sshd = new Sshd(folder.resolve("host"));
    }

    @AfterEach
    void stop() {
        connector.close();
        sshd.close();
    }

    private SshTarget target(String user) {
        return new SshTarget("alpha", "127.0.0.1", sshd.port(), user);
    }

    private static SshCredential password(String password) {
        return new SshCredential(new Secret(password), null, null, null);
    }

    private static SshCredential key(String key, String passphrase) {
        return new SshCredential(null, new Secret(key), passphrase == null ? null : new Secret(passphrase), null);
    }

    private SshConnection connect(String user, SshCredential credential) throws SshOperationException {
        return connector.connect(target(user), credential, sshd.fingerprint());
    }

    private SshConnection asRoot() throws SshOperationException, IOException {
        return connect("root", key(sshd.userKey(), null));
    }

    private static ExecResult exec(SshConnection connection, String command) throws SshOperationException {
        return connection.exec(command, NOTHING, LONG, line -> {});
    }

    private String refusal(String user, SshCredential credential) {
        return assertThrows(SshOperationException.class, () -> connect(user, credential)).getMessage();
    }

    @Test
    void theHostKeyIsTheOneThatOpenSshTells() throws Exception {
        assertEquals(new HostKey("ssh-ed25519", sshd.fingerprint(), null, null), connector.hostKey(target("nobody")));
    }

    @Test
    void nobodyIsLoggedInToWithAnotherHostKey() throws Exception {
        String before = sshd.fingerprint();
        sshd.changeHostKey();

        String why = assertThrows(SshOperationException.class,
                () -> connector.connect(target("root"), key(sshd.userKey(), null), before)).getMessage();

        assertTrue(why.startsWith("The host key of alpha (127.0.0.1 port " + sshd.port() + ") is another one than"),
                why);
        assertTrue(why.contains("ssh-ed25519 " + sshd.fingerprint()), why);
        String log = Files.readString(folder.resolve("host/sshd.out"));
        assertTrue(log.lines().noneMatch(line -> line.contains("Accepted") || line.contains("Failed publickey")), log);
    }

    @Test
    void commandsHaveInputOutputAndACode() throws Exception {
        try (SshConnection root = asRoot()) {
            List<String> lines = new ArrayList<>();
            ExecResult done = root.exec("tr a-z A-Z; echo problem >&2; exit 7",
                    "hello\n".getBytes(StandardCharsets.UTF_8), LONG, lines::add);
            assertEquals(new ExecResult(7, "HELLO\n", "problem\n"), done);
            assertTrue(lines.containsAll(List.of("HELLO", "problem")), lines.toString());
            assertEquals(new ExecResult(0, "", ""), exec(root, "true"));
        }
    }

    @Test
    void ofMuchOutputTheEndIsKept() throws Exception {
        try (SshConnection root = asRoot()) {
            ExecResult done = exec(root, "head -c 30000000 /dev/zero | tr '\\0' x; printf end; seq 200000 >&2");
            assertEquals(OutputTail.KEPT, done.out().length());
            assertTrue(done.out().endsWith("xxxend"));
            assertTrue(done.err().endsWith("199999\n200000\n"));
        }
    }

    @Test
    void whatDoesNotEndIsGivenUp() throws Exception {
        try (SshConnection root = asRoot()) {
            for (String endless : List.of("sleep 600", "yes")) {
                String why = assertThrows(SshOperationException.class,
                        () -> root.exec(endless, NOTHING, Duration.ofMillis(300), line -> {})).getMessage();
                assertTrue(why.contains("alpha (127.0.0.1 port ") && why.contains("did not end within"), why);
            }
            assertEquals("0\n", exec(root, "id -u").out(), "the connection is still good");
        }
    }

    @Test
    void aServerThatGoesInTheMiddleIsToldSo() throws Exception {
        try (SshConnection root = asRoot()) {
            CountDownLatch runs = new CountDownLatch(1);
            CompletableFuture<String> why = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> why.complete(assertThrows(SshOperationException.class,
                            () -> root.exec("echo runs; sleep 600", NOTHING, LONG, line -> runs.countDown()))
                            .getMessage()));
            assertTrue(runs.await(30, TimeUnit.SECONDS));
            sshd.stop();
            assertTrue(why.get(30, TimeUnit.SECONDS).contains("ended in the middle"), why.get());
            assertTrue(
                    assertThrows(SshOperationException.class, () -> exec(root, "true")).getMessage().contains("alpha"));
        }
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        SshConnection root = asRoot();
        CountDownLatch runs = new CountDownLatch(1);
        CompletableFuture<String> why = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> why.complete(assertThrows(SshOperationException.class,
                        () -> root.exec("echo runs; sleep 600", NOTHING, LONG, line -> runs.countDown()))
                        .getMessage()));
        assertTrue(runs.await(30, TimeUnit.SECONDS));
        root.close();
        assertTrue(why.get(30, TimeUnit.SECONDS).contains("alpha"));
    }

    @Test
    void filesArriveWithTheirModes() throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("archive"), content);
        Path there = folder.resolve("there");
        List<Long> progress = new ArrayList<>();
        try (SshConnection root = asRoot()) {
            root.upload(file, there.toString(), 0600, LONG, progress::add);
            assertArrayEquals(content, Files.readAllBytes(there));
            assertEquals(0100600, Files.getAttribute(there, "unix:mode"));
            assertEquals(content.length, progress.getLast());
            assertTrue(progress.size() > 100);
            root.upload("short\n", there.toString(), 0700, LONG);
            assertEquals("short\n", Files.readString(there));
            assertEquals(0100700, Files.getAttribute(there, "unix:mode"));
            String why = assertThrows(SshOperationException.class, () -> root.upload("x", "/nonexistent/x", 0600, LONG))
                    .getMessage();
            assertTrue(why.contains("can't be stored on alpha"), why);
        }
    }

    @Test
    void keysOfAllKindsWork() throws Exception {
        List<String[]> kinds = List.of(new String[]{"ed25519"}, new String[]{"ecdsa"},
                new String[]{"rsa", "-b", "2048"}, new String[]{"rsa", "-b", "2048", "-m", "PEM"},
                new String[]{"ecdsa", "-m", "PEM"}, new String[]{"ecdsa", "-m", "PKCS8"});
        for (int i = 0; i < kinds.size(); i++) {
            String[] kind = kinds.get(i);
            String[] options = List.of(kind).subList(1, kind.length).toArray(String[]::new);
            for (String passphrase : List.of("", "secret phrase")) {
                String name = "key" + i + passphrase.length();
                String key = sshd.makeKey(name, kind[0], passphrase, options);
                sshd.authorize(name);
                // As browsers send it.
                String sent = key.replace("\n", "\r\n");
                try (SshConnection root = connect("root", key(sent, passphrase.isEmpty() ? null : passphrase))) {
                    assertEquals("0\n", exec(root, "id -u").out(), name);
                }
            }
        }
    }

    @Test
    void keysThatCanNotBeUsedAreNamed() throws Exception {
        String encrypted = sshd.makeKey("encrypted", "ed25519", "right");
        String pem = sshd.makeKey("pem", "rsa", "right", "-m", "PEM");
        for (String key : List.of(encrypted, pem)) {
            assertEquals("ssh_passphrase: is required, as the key is encrypted", wrong(key, null));
            assertEquals("ssh_passphrase: doesn't open the key", wrong(key, "wrong"));
        }
        assertTrue(wrong("nonsense", null).startsWith("ssh_private_key: can't be read"));
        assertTrue(wrong(encrypted.substring(0, encrypted.length() / 2), null).startsWith("ssh_"));
        assertTrue(wrong("ssh-ed25519 AAAA ann@example", null).startsWith("ssh_private_key: is a public key"));
        assertTrue(wrong("PuTTY-User-Key-File-3: ssh-ed25519\n", null).contains("puttygen"));
        assertTrue(refusal("root", key("nonsense", null)).startsWith("The login on alpha ("));
    }

    private static String wrong(String key, String passphrase) {
        return assertThrows(FailureException.class,
                () -> PrivateKeys.read(new Secret(key), passphrase == null ? null : new Secret(passphrase))).failure()
                .detail();
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsRefused() throws Exception {
        String other = sshd.makeKey("other", "ed25519", "");
        String why = refusal("root", key(other, null));
        assertTrue(why.startsWith("The login of root on alpha (127.0.0.1 port ") && why.contains("authorized_keys"),
                why);
    }

    @Test
    void passwordsWork() throws Exception {
        try (SshConnection ada = connect(Sshd.USER, password(Sshd.PASSWORD))) {
            assertEquals(Sshd.USER + "\n", exec(ada, "id -un").out());
        }
        String why = refusal(Sshd.USER, password("wrong"));
        assertTrue(why.contains("refuses the password") && !why.contains("wrong"), why);
        assertTrue(refusal("nobody-of-this-name", password("wrong")).contains("refuses the password"));
    }

    @Test
    void aPasswordIsGivenToOneQuestionForIt() throws Exception {
        try (Sshd asking = new Sshd(folder.resolve("asking"), "UsePAM yes", "PasswordAuthentication no",
                "KbdInteractiveAuthentication yes")) {
            SshTarget target = new SshTarget("beta", "127.0.0.1", asking.port(), Sshd.USER);
            try (SshConnection ada = connector.connect(target, password(Sshd.PASSWORD), asking.fingerprint())) {
                assertEquals(Sshd.USER + "\n", exec(ada, "id -un").out());
            }
            String why = assertThrows(SshOperationException.class,
                    () -> connector.connect(target, password("wrong"), asking.fingerprint())).getMessage();
            assertTrue(why.contains("refuses the password"), why);
        }
    }

    @Test
    void rootNeedsNoSudo() throws Exception {
        try (SshConnection root = asRoot()) {
            assertEquals("0\n", Sudo.find(root, null).run("id -u", LONG, line -> {}).out());
        }
    }

    @Test
    void sudoWithoutAPassword() throws Exception {
        sshd.sudoers(Sshd.USER + " ALL=(ALL) NOPASSWD: ALL\n");
        try (SshConnection ada = connect(Sshd.USER, key(sshd.userKey(), null))) {
            Sudo sudo = Sudo.find(ada, null);
            assertEquals(new ExecResult(5, "0\nit's\n", ""),
                    sudo.run("id -u; echo " + ShellQuoting.quote("it's") + "; exit 5", LONG, line -> {}));
        }
    }

    @Test
    void sudoWithAPassword() throws Exception {
        sshd.sudoers(Sshd.USER + " ALL=(ALL) ALL\n");
        try (SshConnection ada = connect(Sshd.USER, password(Sshd.PASSWORD))) {
            Sudo sudo = Sudo.find(ada, new Secret(Sshd.PASSWORD));
            // The password isn't what the command reads.
            assertEquals(new ExecResult(0, "0\n", ""), sudo.run("id -u; cat", LONG, line -> {}));
            assertEquals(new ExecResult(0, "0\n", ""), sudo.run("id -u; cat", LONG, line -> {}));
        }
    }

    @Test
    void whyThereIsNoSudo() throws Exception {
        try (SshConnection ada = connect(Sshd.USER, password(Sshd.PASSWORD))) {
            Secret right = new Secret(Sshd.PASSWORD);
            assertTrue(noSudo(ada, right).contains("sudo doesn't let this user become root"), noSudo(ada, right));
            sshd.sudoers(Sshd.USER + " ALL=(ALL) ALL\n");
            assertTrue(noSudo(ada, null).contains("asks for a password"), noSudo(ada, null));
            assertTrue(noSudo(ada, new Secret("wrong")).contains("doesn't take the password"));
            sshd.sudoers("Defaults requiretty\n" + Sshd.USER + " ALL=(ALL) NOPASSWD: ALL\n");
            assertTrue(noSudo(ada, right).contains("requiretty"), noSudo(ada, right));
        }
    }

    @Test
    void noSudoAtAll() throws Exception {
        sshd.run("mount", "--bind", "/dev/null", "/usr/bin/sudo");
        try (SshConnection ada = connect(Sshd.USER, password(Sshd.PASSWORD))) {
            assertTrue(noSudo(ada, null).contains("there is no sudo"), noSudo(ada, null));
        }
    }

    private static String noSudo(SshConnection connection, Secret password) {
        return assertThrows(SshOperationException.class, () -> Sudo.find(connection, password)).getMessage();
    }

    @Test
    void aLoginWithoutAShellIsToldSo() throws Exception {
        sshd.run("usermod", "--shell", "/usr/sbin/nologin", Sshd.USER);
        try (SshConnection ada = connect(Sshd.USER, password(Sshd.PASSWORD))) {
            String why = noSudo(ada, null);
            assertTrue(why.contains("runs no commands") && why.contains("not available"), why);
        }
    }
}
