package io.ftpcluster.master.accounts;

import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an agent says of all its accounts in a few words, computed from what should be: where the two agree, nothing is to be
 * done. docs/agent.md, Accounts, has the format.
 */
final class AccountDigest {

    static final int BUCKETS = 32;

    private AccountDigest() {}

    /** In which bucket a name is counted. */
    static int bucket(String name) {
        return (sha256().digest(name.getBytes(StandardCharsets.UTF_8))[0] & 0xff) % BUCKETS;
    }

    /** Of each bucket, in their order, when the agent has made all of these so; those that should be absent count for nothing. */
    static List<String> of(Collection<DesiredAccount> accounts) {
        List<List<DesiredAccount>> buckets = new ArrayList<>();
        IntStream.range(0, BUCKETS).forEach(i -> buckets.add(new ArrayList<>()));
        accounts.stream()
                .filter(account -> account.desired() != Desired.ABSENT)
                .sorted(Comparator.comparing(DesiredAccount::name))
                .forEach(account -> buckets.get(bucket(account.name())).add(account));
        return buckets.stream().map(AccountDigest::digest).toList();
    }

    private static String digest(List<DesiredAccount> sorted) {
        MessageDigest digest = sha256();
        for (DesiredAccount account : sorted) {
            String lock = account.desired() == Desired.LOCKED ? "locked" : "unlocked";
            String line = account.name() + "\t" + account.hash().value() + "\t" + lock + "\thome\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
