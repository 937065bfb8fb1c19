package io.ftpcluster.agent.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What tells whether all accounts are as they should be, without naming each. The portal computes the same. */
final class AccountDigest {

    static final int BUCKETS = 32;

    private static final int BYTE = 0xff;

    private AccountDigest() {}

    /** Which bucket the account of this name is in: 0 to 31. */
    static int bucket(String name) {
        return (sha256().digest(name.getBytes(StandardCharsets.UTF_8))[0] & BYTE) % BUCKETS;
    }

    /**
     * How many accounts there are, and a digest of each bucket.
     *
     * @param hasOwnHome whether its home is where it should be
     */
    static Map<String, String> of(List<Account> accounts, Predicate<Account> hasOwnHome) {
        MessageDigest[] buckets = new MessageDigest[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = sha256();
        }
        accounts.stream().sorted(Comparator.comparing(Account::name)).forEach(account -> {
            String line = line(account, hasOwnHome.test(account));
            buckets[bucket(account.name())].update(line.getBytes(StandardCharsets.UTF_8));
        });
        Map<String, String> digests = new TreeMap<>();
        for (int i = 0; i < BUCKETS; i++) {
            digests.put("bucket." + i, HexFormat.of().formatHex(buckets[i].digest()));
        }
        digests.put("count", Integer.toString(accounts.size()));
        return digests;
    }

    private static String line(Account account, boolean ownHome) {
        return account.name() + '\t' + account.unlockedPassword().value() + '\t' + state(account) + '\t'
                + (ownHome ? "home" : "other") + '\n';
    }

    /** As the portal calls it. */
    static String state(Account account) {
        return account.isLocked() ? "locked" : "unlocked";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
