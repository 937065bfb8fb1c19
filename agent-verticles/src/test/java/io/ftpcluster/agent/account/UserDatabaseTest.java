package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDatabaseTest {

    @TempDir
    private Path etc;
    private UserDatabase users;
    private Accounts accounts;

    @BeforeEach
    void files() throws IOException {
        write("group", "root:x:0:\nusers:x:100:\nftpcluster:x:995:\n");
        write("passwd", "");
        write("shadow", "");
        users = new UserDatabase(etc);
        accounts = new Accounts(new AccountSettings(etc, Path.of("/usr/sbin"), "ftpcluster", Path.of("/nonexistent")));
    }

    private void write(String file, String text) throws IOException {
        Files.write(etc.resolve(file), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void groups() throws Exception {
        assertEquals(995, users.group("ftpcluster"));
        assertNull(users.group("ftp"));
    }

    /** Else its members would be taken for ours. */
    @Test
    void aGroupThatSharesItsNumberIsNobodys() throws Exception {
        write("group", "users:x:100:\nftpcluster:x:100:\n");
        assertThrows(AccountException.class, () -> users.group("ftpcluster"));
        assertTrue(assertThrows(IOException.class, accounts::digest).getMessage().contains("number of another group"));
        write("group", "ftpcluster:x:0:\n");
        assertThrows(AccountException.class, () -> users.group("ftpcluster"));
    }

    @Test
    void brokenLinesArePassedOver() throws Exception {
        write("passwd", """

                # nothing
                +::::::
                :x:1:995:::
                anna:x:one:995::/home/anna:/bin/sh
                bert:x:1001
                carl:x:99999999999:995::/home/carl:/bin/sh
                dora:x:1002:995:D\u00f6ra,,,:/home/dora:/bin/sh
                dora:x:1003:995::/:/bin/sh
                """);
        write("shadow", """
                dora:$6$x
                bert:x:1:::::
                dora:!$6$y:19000:0:99999:7::20000:
                dora:z:19000:0:99999:7:::
                """);

        Map<String, Account> found = users.users(user -> true);

        assertEquals(Set.of("dora"), found.keySet());
        assertEquals(List.of(new Account("dora", 1002, 995, "/home/dora", "/bin/sh", new Secret("!$6$y"), true)),
                users.withPasswords(found));
    }

    @Test
    void whoIsInPasswdAloneHasNoPassword() throws Exception {
        write("passwd", "anna:x:1001:995::/home/anna:/bin/sh\n");

        Account anna = users.withPasswords(users.users(user -> true)).get(0);

        assertEquals(new Secret(""), anna.password());
        assertTrue(anna.isLocked());
    }

    @Test
    void onlyOurUsersCount() throws Exception {
        write("passwd", """
                root:x:0:0:root:/root:/bin/bash
                anna:x:1001:995::/home/anna:/bin/sh
                bert:x:1002:100::/home/bert:/bin/sh
                evil:x:0:995::/root:/bin/sh
                Dora:x:1003:995::/home/d:/bin/sh
                postgres:x:101:995::/var:/bin/sh
                """);
        assertEquals("1", accounts.digest().get("count"));
        assertEquals(Map.of("anna", "locked"), accounts.list(AccountDigest.bucket("anna"), ""));
        assertEquals(Map.of(), accounts.list(AccountDigest.bucket("bert"), ""));
    }

    @Test
    void withoutAGroupThereIsNobody() throws Exception {
        write("group", "root:x:0:\n");
        write("passwd", "anna:x:1001:995::/home/anna:/bin/sh\n");
        assertEquals("0", accounts.digest().get("count"));
        assertEquals(Map.of(), accounts.list(AccountDigest.bucket("anna"), ""));
    }

    @Test
    void withoutTheFilesNothingIsKnown() throws Exception {
        Files.delete(etc.resolve("passwd"));
        assertThrows(IOException.class, accounts::digest);
    }

    /** As many as one server may have. */
    @Test
    void thousandsOfAccounts() throws Exception {
        StringBuilder passwd = new StringBuilder();
        StringBuilder shadow = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            passwd.append("user-")
                    .append(i)
                    .append(":x:")
                    .append(2000 + i)
                    .append(":995::/home/user-")
                    .append(i)
                    .append(":/usr/sbin/nologin\n");
            shadow.append("user-").append(i).append(":").append(Hashes.ONE).append(":19000::::::\n");
        }
        write("passwd", passwd.toString());
        write("shadow", shadow.toString());

        assertEquals("10000", accounts.digest().get("count"));
        int bucket = AccountDigest.bucket("user-1");
        Set<String> names = new TreeSet<>();
        Map<String, String> page;
        String after = "";
        do {
            page = accounts.list(bucket, after);
            names.addAll(page.keySet());
            after = Collections.max(names);
        } while (page.size() == Accounts.MOST);
        assertEquals(IntStream.range(0, 10_000)
                .mapToObj(i -> "user-" + i)
                .filter(name -> AccountDigest.bucket(name) == bucket)
                .collect(Collectors.toSet()), names);
        assertTrue(names.size() > Accounts.MOST && names.size() < 1000, names::toString);
    }
}
