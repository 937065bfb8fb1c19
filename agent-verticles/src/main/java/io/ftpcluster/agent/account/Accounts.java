package io.ftpcluster.agent.account;

import io.ftpcluster.text.UserNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The accounts of this server: the system users whose primary group is ours and whose names are possible. No other user is ever
 * touched. Thread-safe; changes are made one request after the other.
 */
public final class Accounts {

    /** In one request, and in one answer. */
    public static final int MOST = 64;
    /** Accounts are told apart by hashes of their names. */
    public static final int BUCKETS = AccountDigest.BUCKETS;

    private static final Path SELF = Path.of("/proc/self");

    private final Parts parts;
    private final Lock changing = new ReentrantLock();
    /** Apart, as archives may take an hour, and nobody else's account is to wait for them. */
    private final Lock finishing = new ReentrantLock();

    /** What all requests use. */
    record Parts(String group, UserDatabase users, Programs programs, HomeFolders homes, RemovedFiles removed,
            Quotas quotas) {}

    public Accounts(AccountSettings settings) {
        Programs programs = new Programs(settings.programs());
        this.parts = new Parts(settings.group(), new UserDatabase(settings.etc()), programs,
                new HomeFolders(settings.root()), new RemovedFiles(settings.root(), Clock.systemUTC()),
                new Quotas(programs, settings.root()));
    }

    /** Whether this process is root's and has the programs for it. */
    public boolean canBeChanged() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(SELF, "unix:uid")) && parts.programs().areThere();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }

    /**
     * How many there are, and a digest of what each bucket holds.
     *
     * @throws IOException when the system's files can't be read
     */
    public Map<String, String> digest() throws IOException {
        return AccountDigest.of(all(user -> true), parts.homes()::isOwn);
    }

    /**
     * The names of a bucket, and for each whether it is {@code locked} or {@code unlocked}: the first {@value #MOST}, sorted.
     *
     * @param bucket from 0 to {@link #BUCKETS} - 1
     * @param after only names after this one; empty for all
     * @throws IOException when the system's files can't be read
     */
    public Map<String, String> list(int bucket, String after) throws IOException {
        Map<String, String> names = new TreeMap<>();
        List<Account> found = all(
                user -> user.name().compareTo(after) > 0 && AccountDigest.bucket(user.name()) == bucket);
        found.stream()
                .sorted(Comparator.comparing(Account::name))
                .limit(MOST)
                .forEach(account -> names.put(account.name(), AccountDigest.state(account)));
        return names;
    }

    private List<Account> all(Predicate<Account> wanted) throws IOException {
        Integer gid;
        try {
            gid = parts.users().group(parts.group());
        } catch (AccountException e) {
            throw new IOException(e.getMessage(), e);
        }
        return gid == null
                ? List.of()
                : parts.users().withPasswords(parts.users().users(user -> isOurs(user, gid) && wanted.test(user)));
    }

    /** @param gid our group's; null when there is none */
    static boolean isOurs(Account user, Integer gid) {
        return gid != null && user.gid() == gid && user.uid() != 0 && UserNames.isPossible(user.name())
                && !UserNames.isReserved(user.name());
    }

    /**
     * Makes accounts what they should be. May be stopped at any time, and be done again.
     *
     * @param desired at most {@value #MOST} names, each with a line such as {@code state=locked password=$6$...}
     * @param progress takes what is being done
     * @return for each name {@code done}, where there is to be a quota with what became of that, or {@code conflict} or {@code failed}, a colon and the reason
     */
    public Map<String, String> apply(Map<String, String> desired, Consumer<String> progress)
            throws InterruptedException {
        AccountRun run = new AccountRun(desired, parts, progress);
        changing.lockInterruptibly();
        try {
            run.changeUsers();
        } finally {
            changing.unlock();
        }
        finishing.lockInterruptibly();
        try {
            run.finishFiles();
        } finally {
            finishing.unlock();
        }
        return run.answers();
    }
}
