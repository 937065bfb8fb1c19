package io.ftpcluster.master.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against what {@code sha256sum} says of the lines; agents compute the same. */
class AccountDigestTest {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void bucketsAreTheFirstByteOfTheNamesHash() {
        assertEquals(21, AccountDigest.bucket("anna"));
        assertEquals(18, AccountDigest.bucket("bert"));
        assertEquals(9, AccountDigest.bucket("carl"));
        assertEquals(9, AccountDigest.bucket("dora"));
        assertEquals(22, AccountDigest.bucket("u-42"));
    }

    @Test
    void knownAnswers() {
        List<String> digest = AccountDigest.of(List.of(account("dora", "$6$salt$four", Desired.ACTIVE),
                account("anna", "$6$salt$one", Desired.ACTIVE), account("bert", "$6$salt$two", Desired.LOCKED),
                account("carl", "$6$salt$three", Desired.ACTIVE), account("emil", "$6$salt$five", Desired.ABSENT)));
        assertEquals(AccountDigest.BUCKETS, digest.size());
        assertEquals("6d1bd7e385a6e18cbbbde7453aac2654911cd47b38f123a859204f3d9055b379", digest.get(21));
        assertEquals("c6ef5e9aff9c8443a055ad4a6a13707023670f12bc738e64e0bdf901cd8379c1", digest.get(18));
        assertEquals("b1ff654067e0086ec9802e88526eccaedcf0cd45db130e6fb331a4c95a337d3f", digest.get(9));
        assertEquals(29, digest.stream().filter(EMPTY::equals).count(), "emil is counted nowhere");
    }

    private static DesiredAccount account(String name, String hash, Desired desired) {
        return new DesiredAccount(name, name, desired, LeftFiles.KEEP, new Secret(hash), new Secret("sealed"), 1, 1,
                State.WORKING);
    }
}
