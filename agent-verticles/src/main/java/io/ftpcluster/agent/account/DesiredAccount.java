package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.UserNames;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one account should be.
 *
 * @param password a hash as crypt(5) describes; null when it should be absent
 * @param files what becomes of its files when it should be absent; else null
 * @param quota bytes that it may store, 0: as many as fit; null: whatever is set stays
 */
record DesiredAccount(String name, State state, Secret password, Disposal files, Long quota) {

    enum State {
        ACTIVE,
        LOCKED,
        ABSENT
    }

    /** Of the files of an account that ends. */
    enum Disposal {
        KEEP,
        ARCHIVE,
        REMOVE
    }

    /** 2^60, which is beyond any file system's size. */
    static final long MOST_BYTES = 1L << 60;
    private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}|1[0-9]{18}");
    /** SHA-512-crypt and yescrypt. Nothing that would end a field or a line of /etc/shadow. */
    private static final Pattern HASH = Pattern
            .compile("\\$6\\$(rounds=[1-9][0-9]{3,5}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}"
                    + "|\\$y\\$[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{1,86}\\$[./A-Za-z0-9]{43}");

    /**
     * Of words such as {@code state=active password=$6$...}; those that aren't known are passed over.
     *
     * @throws AccountException saying what is wrong, without the password
     */
    static DesiredAccount parse(String name, String line) throws AccountException {
        if (!UserNames.isPossible(name)) {
            throw AccountException.conflict("this can't be the name of an account");
        }
        if (UserNames.isReserved(name)) {
            throw AccountException.conflict("the name is the system's");
        }
        Map<String, String> words = words(line);
        State state = EnumNames.find(State.class, words.getOrDefault("state", ""))
                .orElseThrow(() -> AccountException.failed("state must be active, locked or absent"));
        if (state == State.ABSENT) {
            return new DesiredAccount(name, state, null, EnumNames.find(Disposal.class, words.getOrDefault("files", ""))
                    .orElseThrow(() -> AccountException.failed("files must be keep, archive or remove")), null);
        }
        String password = words.getOrDefault("password", "");
        if (!HASH.matcher(password).matches()) {
            throw AccountException.failed("password must be a hash by SHA-512-crypt ($6$) or yescrypt ($y$)");
        }
        return new DesiredAccount(name, state, new Secret(password), null, quota(words.get("quota")));
    }

    private static Long quota(String word) throws AccountException {
        if (word == null) {
            return null;
        }
        if (!BYTES.matcher(word).matches() || Long.parseLong(word) > MOST_BYTES) {
            throw AccountException.failed("quota must be a number of bytes from 0 to " + MOST_BYTES);
        }
        return Long.valueOf(word);
    }

    private static Map<String, String> words(String line) throws AccountException {
        Map<String, String> words = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals < 0
                    ? !word.isEmpty()
                    : words.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw AccountException.failed("what it should be must be words such as state=locked, each key once");
            }
        }
        return words;
    }

    boolean isPresent() {
        return state != State.ABSENT;
    }

    /** The field of /etc/shadow that it should have; of one that should be there. */
    Secret passwordField() {
        return state == State.LOCKED ? Account.locked(password) : password;
    }
}
