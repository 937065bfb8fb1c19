package io.ftpcluster.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.frames.AnswerFrame.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsActionsTest {

    @TempDir
    private Path folder;
    private Accounts accounts;

    @BeforeEach
    void oneAccount() throws Exception {
        Files.writeString(folder.resolve("group"), "ours:x:995:\n");
        Files.writeString(folder.resolve("passwd"), "anna:x:1001:995::/home/anna:/usr/sbin/nologin\n");
        Files.writeString(folder.resolve("shadow"), "anna:!:19000::::::\n");
        // There are no programs in it.
        accounts = new Accounts(new AccountSettings(folder, folder, "ours", folder));
    }

    private static final Path LOG = Path.of("/var/log/vsftpd.log");

    private static Map<String, String> run(Action action, Map<String, String> arguments) throws Exception {
        return action.run(arguments, (text, percent) -> {});
    }

    @Test
    void areOfferedOnlyWithThePrograms() throws Exception {
        assertEquals(List.of("ftp.log", "ping"), ActionRegistry.standard(accounts, LOG, Optional.empty()).names());
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : List.of("groupadd", "useradd", "usermod", "userdel", "chpasswd")) {
            assertTrue(programs.resolve(program).toFile().createNewFile());
            assertTrue(programs.resolve(program).toFile().setExecutable(true));
        }
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        List<String> names = ActionRegistry
                .standard(new Accounts(new AccountSettings(folder, programs, "ours", folder)), LOG, Optional.empty())
                .names();
        assertEquals(root
                ? List.of("accounts.apply", "accounts.digest", "accounts.list", "ftp.log", "ping")
                : List.of("ftp.log", "ping"), names);
    }

    @Test
    void digest() throws Exception {
        assertEquals("1", run(new AccountsDigestAction(accounts), Map.of("new", "x")).get("count"));
        Files.delete(folder.resolve("shadow"));
        ActionException failure = assertThrows(ActionException.class,
                () -> run(new AccountsDigestAction(accounts), Map.of()));
        assertEquals(Code.FAILED, failure.code());
        assertEquals(folder.resolve("shadow") + " can't be read", failure.getMessage());
    }

    @Test
    void list() throws Exception {
        Action list = new AccountsListAction(accounts);
        assertEquals(Map.of("anna", "locked"), run(list, Map.of("bucket", "21")));
        assertEquals(Map.of("anna", "locked"), run(list, Map.of("bucket", "21", "after", "ann")));
        assertEquals(Map.of(), run(list, Map.of("bucket", "21", "after", "anna")));
        assertEquals(Map.of(), run(list, Map.of("bucket", "20")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "32", "-1", "x", "100000000000", " 1"})
    void aBucketThatIsNone(String bucket) {
        assertEquals(Code.INVALID, assertThrows(ActionException.class,
                () -> run(new AccountsListAction(accounts), Map.of("bucket", bucket))).code());
    }

    @Test
    void applyAnswersEach() throws Exception {
        Map<String, String> answers = run(new AccountsApplyAction(accounts),
                Map.of("bert", "state=absent files=keep", "root", "state=absent files=keep", "carl", "what?"));
        assertEquals("done", answers.get("bert"));
        assertTrue(answers.get("root").startsWith("conflict: "), answers::toString);
        assertTrue(answers.get("carl").startsWith("failed: "), answers::toString);
        assertFalse(Files.exists(folder.resolve(".ftpcluster-removed")));
    }

    @Test
    void tooManyAtOnce() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("user-" + i, "state=absent files=keep");
        }
        assertEquals(Code.INVALID,
                assertThrows(ActionException.class, () -> run(new AccountsApplyAction(accounts), many)).code());
    }
}
