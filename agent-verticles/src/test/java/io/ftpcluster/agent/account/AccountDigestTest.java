package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against digests that sha256sum made: the portal has to come to the same. */
class AccountDigestTest {

    /** Of nothing. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    /** anna TAB {@link Hashes#ONE} TAB unlocked TAB home LF. */
    private static final String ANNA = "2de7ae7a2ae60824605bbf98af2f75867a2d35efe524f490342f82a9ac029380";
    /** bert TAB {@link Hashes#TWO} TAB locked TAB home LF. */
    private static final String BERT = "5e759957df51b550b039f3433efdf8f362da0a6e682ed070a4127001da98f27e";
    /** carl TAB TAB locked TAB other LF, dora TAB {@link Hashes#ONE} TAB unlocked TAB other LF. */
    private static final String CARL_AND_DORA = "21f2b2aa3ad89f5aad50e89fd21bcbe7d90e2a46b64f6027960110c94dbc955a";

    private static final List<Account> ACCOUNTS = List.of(account("dora", Hashes.ONE), account("anna", Hashes.ONE),
            account("carl", ""), account("bert", "!" + Hashes.TWO));

    private static Account account(String name, String field) {
        return new Account(name, 1000, 1000, "/home/" + name, "/usr/sbin/nologin", new Secret(field), false);
    }

    @Test
    void knownAnswer() {
        Map<String, String> digest = AccountDigest.of(ACCOUNTS,
                account -> Set.of("anna", "bert").contains(account.name()));
        assertEquals("4", digest.get("count"));
        assertEquals(ANNA, digest.get("bucket.21"));
        assertEquals(BERT, digest.get("bucket.18"));
        assertEquals(CARL_AND_DORA, digest.get("bucket.9"));
        assertEquals(33, digest.size());
        assertEquals(4, new HashSet<>(digest.values().stream().filter(each -> each.length() == 64).toList()).size());
        assertEquals(EMPTY, digest.get("bucket.0"));
    }

    @Test
    void buckets() {
        assertEquals(List.of(21, 18, 9, 9),
                List.of("anna", "bert", "carl", "dora").stream().map(AccountDigest::bucket).toList());
    }

    /** One sign is taken off, so that two aren't taken for one. */
    @Test
    void onlyOneLockIsTakenOff() {
        assertEquals(new Secret("!x"), account("a", "!!x").unlockedPassword());
        assertEquals(new Secret(""), account("a", "!").unlockedPassword());
        assertEquals(new Secret("*"), account("a", "*").unlockedPassword());
    }
}
