package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;
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
    private final Predicate<String> others;
    private final Lock changing = new ReentrantLock();
    /** Apart, as archives may take an hour, and nobody else's account is to wait for them. */
    private final Lock finishing = new ReentrantLock();

    /** What all requests use. */
    record Parts(String group, UserDatabase users, Programs programs, HomeFolders homes, RemovedFiles removed,
            Quotas quotas) {}

    /** What there is of a name. */
    public enum Found {
        NOBODY,
        ACCOUNT,
        /** Somebody whom nobody here may change. */
        ANOTHER_USER
    }

    /** Decides whether something may be done; nothing of this server's users changes meanwhile. */
    public interface Claim<X extends Exception> {
        void check(Found found) throws X;
    }

    public Accounts(AccountSettings settings) {
        this(settings, name -> false);
    }

    /** @param others whether an account of this name is kept by others than the portal, who then doesn't see it */
    public Accounts(AccountSettings settings, Predicate<String> others) {
        this.others = others;
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
        return AccountDigest.of(all(user -> !others.test(user.name())), parts.homes()::isOwn);
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
        List<Account> found = all(user -> user.name().compareTo(after) > 0
                && AccountDigest.bucket(user.name()) == bucket && !others.test(user.name()));
        found.stream()
                .sorted(Comparator.comparing(Account::name))
                .limit(MOST)
                .forEach(account -> names.put(account.name(), AccountDigest.state(account)));
        return names;
    }

    private Integer gid() throws IOException {
        try {
            return parts.users().group(parts.group());
        } catch (AccountException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private List<Account> all(Predicate<Account> wanted) throws IOException {
        Integer gid = gid();
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
        AccountRun run = new AccountRun(desired, parts, others, progress);
        changing.lockInterruptibly();
        try {
            run.changeUsers();
        } finally {
            changing.unlock();
        }
        finish(run);
        return run.answers();
    }

    private void finish(AccountRun run) throws InterruptedException {
        finishing.lockInterruptibly();
        try {
            run.finishFiles();
        } finally {
            finishing.unlock();
        }
    }

    /**
     * Makes one account that others keep than the portal what it should be; the files of one that goes are left to
     * {@link #finishOther}.
     *
     * @param desired as in {@link #apply}
     * @return likewise
     * @throws IOException when the system's files can't be read
     */
    public <X extends Exception> String changeOther(String name, String desired, Claim<X> claim)
            throws X, IOException, InterruptedException {
        changing.lockInterruptibly();
        try {
            claim.check(find(name));
            AccountRun run = new AccountRun(Map.of(name, desired), parts, each -> false, text -> {});
            run.changeUsers();
            return run.answers().get(name);
        } finally {
            changing.unlock();
        }
    }

    /** @throws IOException when the system's files can't be read */
    public Found find(String name) throws IOException {
        Account user = parts.users().users(each -> each.name().equals(name)).get(name);
        if (user == null) {
            return Found.NOBODY;
        }
        return isOurs(user, gid()) ? Found.ACCOUNT : Found.ANOTHER_USER;
    }

    /** What becomes of the files of one that {@link #changeOther} has made absent. May take an hour. */
    public String finishOther(String name, String desired) throws InterruptedException {
        AccountRun run = new AccountRun(Map.of(name, desired), parts, each -> false, text -> {});
        finish(run);
        return run.answers().get(name);
    }

    /**
     * A hash of a password as {@link #apply} takes it.
     *
     * @param password one line
     * @throws IOException when this server can't make it; the message says why
     */
    public static Secret hash(Secret password) throws IOException, InterruptedException {
        try {
            return Programs.hash(password);
        } catch (AccountException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
