package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One request's accounts become what they should be. Each step looks at what is and does what is missing, so that it may have
 * been stopped anywhere before. Used once, by one thread.
 *
 * <p>The order is that of safety: an account gets its password last, and loses it first.
 */
final class AccountRun {

    static final String SHELL = "/usr/sbin/nologin";

    private static final String COMMENT = "FTPCluster account";
    /** Of useradd and of userdel. */
    private static final int NAME_IN_USE = 9;
    private static final int NO_SUCH_USER = 6;
    private static final int LOGGED_IN = 8;
    /** How long a login that was let in just before the lock may take until it runs as its user. */
    private static final long LOGIN_MILLIS = 300;

    private final String group;
    private final UserDatabase users;
    private final Programs programs;
    private final HomeFolders homes;
    private final RemovedFiles removed;
    private final Quotas quotas;
    private final Consumer<String> progress;
    private final Predicate<String> others;
    private final Map<String, DesiredAccount> wanted = new TreeMap<>();
    private final Map<String, String> answers = new HashMap<>();
    /** What became of those quotas that were asked for. */
    private final Map<String, String> quotaAnswers = new HashMap<>();
    /** Those that there are, and that are ours. */
    private final Map<String, Account> accounts = new HashMap<>();
    private boolean closedJustNow;

    @FunctionalInterface
    private interface Step {
        void take(DesiredAccount account) throws AccountException, IOException, InterruptedException;
    }

    /**
     * @param desired name to what it should be, as it came
     * @param others names of accounts that are kept by others than who wants these
     */
    AccountRun(Map<String, String> desired, Accounts.Parts parts, Predicate<String> others, Consumer<String> progress) {
        this.group = parts.group();
        this.users = parts.users();
        this.programs = parts.programs();
        this.homes = parts.homes();
        this.removed = parts.removed();
        this.others = others;
        this.quotas = parts.quotas();
        this.progress = progress;
        desired.forEach((name, line) -> {
            try {
                wanted.put(name, DesiredAccount.parse(name, line));
            } catch (AccountException e) {
                answers.put(name, e.answer());
            }
        });
    }

    /** All but what may take long. Only one at a time. */
    void changeUsers() throws InterruptedException {
        try {
            if (!wanted.isEmpty()) {
                findAccounts();
                makeMissing();
                each(present(), this::makeFitting);
                each(present(), this::setQuota);
                setPasswords();
                endProcesses();
                each(absent(), this::remove);
            }
        } catch (IOException e) {
            failOthers(AccountException.failed("the system's users can't be read", e));
        } catch (AccountException e) {
            failOthers(e);
        }
    }

    /** What becomes of the files of those that are no more, which may take long. Only one at a time. */
    void finishFiles() throws InterruptedException {
        each(absent(), account -> {
            if (removed.isUnfinished(account.name())) {
                progress.accept("files of " + account.name());
                removed.finish(account.name(), account.files());
            }
        });
    }

    /** What came of each. */
    Map<String, String> answers() {
        Map<String, String> all = new TreeMap<>(answers);
        wanted.keySet()
                .forEach(name -> all.putIfAbsent(name,
                        quotaAnswers.containsKey(name) ? "done: " + quotaAnswers.get(name) : "done"));
        return all;
    }

    private List<DesiredAccount> present() {
        return wanted.values().stream().filter(DesiredAccount::isPresent).toList();
    }

    private List<DesiredAccount> absent() {
        return wanted.values().stream().filter(account -> !account.isPresent()).toList();
    }

    /** For those that haven't failed; a failure is that one's alone. */
    private void each(List<DesiredAccount> some, Step step) throws InterruptedException {
        for (DesiredAccount account : some) {
            if (!answers.containsKey(account.name())) {
                try {
                    step.take(account);
                } catch (AccountException e) {
                    fail(account.name(), e);
                } catch (IOException e) {
                    fail(account.name(), AccountException.failed("the system refused it", e));
                }
            }
        }
    }

    /** What went wrong first is told. */
    private void fail(String name, AccountException why) {
        answers.putIfAbsent(name, why.answer());
    }

    private void failOthers(AccountException why) {
        wanted.keySet().forEach(name -> fail(name, why));
    }

    private void findAccounts() throws IOException, AccountException, InterruptedException {
        Integer gid = users.group(group);
        if (gid == null && !present().isEmpty()) {
            programs.run("groupadd", "--system", "--", group).check();
            gid = users.group(group);
        }
        find(gid);
    }

    /** @param gid null without a group: then nobody is ours */
    private void find(Integer gid) throws IOException {
        Map<Integer, Integer> uses = new HashMap<>();
        Map<String, Account> found = users.users(user -> {
            uses.merge(user.uid(), 1, Integer::sum);
            return wanted.containsKey(user.name());
        });
        found.values().removeIf(user -> {
            boolean ours = Accounts.isOurs(user, gid);
            if (!ours) {
                fail(user.name(), AccountException
                        .conflict("this server has a user of this name that isn't of the group " + group));
            } else if (uses.get(user.uid()) > 1) {
                // What it runs and owns is somebody else's, too.
                fail(user.name(), AccountException.conflict("another user has its number, " + user.uid()));
                ours = false;
            } else if (others.test(user.name())) {
                fail(user.name(), ofOthers());
                ours = false;
            }
            return !ours;
        });
        users.withPasswords(found).forEach(account -> accounts.put(account.name(), account));
    }

    private static AccountException ofOthers() {
        return AccountException
                .conflict("this account was made through the server's datalink, and only that changes or deletes it");
    }

    private void makeMissing() throws IOException, AccountException, InterruptedException {
        List<DesiredAccount> missing = present().stream()
                .filter(account -> !accounts.containsKey(account.name()))
                .toList();
        Set<String> made = new HashSet<>();
        each(missing, account -> {
            if (others.test(account.name())) {
                throw ofOthers();
            }
            homes.checkRoot();
            homes.checkFree(account.name());
            progress.accept("making " + account.name());
            make(account.name());
            made.add(account.name());
        });
        if (!made.isEmpty()) {
            find(users.group(group));
            made.removeAll(accounts.keySet());
            made.forEach(name -> fail(name, AccountException.failed("useradd made it, but it isn't there")));
        }
    }

    /** Without a password yet, and for good, whatever login.defs says; of subordinate users it has none. */
    private void make(String name) throws AccountException, InterruptedException {
        Programs.Result result = programs.run("useradd", "--no-create-home", "--no-user-group", "--gid", group,
                "--home-dir", homes.of(name).toString(), "--shell", SHELL, "--comment", COMMENT, "--expiredate", "",
                "--inactive", "-1", "-K", "PASS_MAX_DAYS=-1", "-K", "PASS_MIN_DAYS=-1", "-K", "PASS_WARN_AGE=-1", "-K",
                "SUB_UID_COUNT=0", "-K", "SUB_GID_COUNT=0", "--", name);
        if (result.exitCode() == NAME_IN_USE) {
            throw AccountException.conflict("this server knows a user of this name that isn't in its passwd file");
        }
        result.check();
    }

    private void makeFitting(DesiredAccount desired) throws AccountException, InterruptedException {
        Account account = accounts.get(desired.name());
        homes.checkRoot();
        homes.make(account);
        if (!account.shell().equals(SHELL) || account.expires()) {
            programs.run("usermod", "--shell", SHELL, "--expiredate", "", "--", account.name()).check();
        }
    }

    /** Before the password, so that nobody is ever without. An account is of use without one, too. */
    private void setQuota(DesiredAccount desired) throws AccountException, InterruptedException {
        if (desired.quota() != null) {
            String why = quotas.set(desired.name(), desired.quota());
            quotaAnswers.put(desired.name(), why == null ? "quota" : "no quota: " + why);
        }
    }

    private void setPasswords() throws AccountException, InterruptedException {
        Map<String, Secret> fields = new TreeMap<>();
        for (Account account : accounts.values()) {
            DesiredAccount desired = wanted.get(account.name());
            boolean closing = desired.state() != DesiredAccount.State.ACTIVE;
            // What is wrong with its home doesn't keep an account open.
            if (closing || !answers.containsKey(account.name())) {
                Secret field = desired.isPresent() ? desired.passwordField() : closed(account);
                if (!field.equals(account.password())) {
                    fields.put(account.name(), field);
                    closedJustNow |= closing;
                }
            }
        }
        if (!fields.isEmpty() && !setPasswords(fields).isDone()) {
            // One that is wrong makes chpasswd refuse them all.
            for (Map.Entry<String, Secret> one : fields.entrySet()) {
                Programs.Result result = setPasswords(Map.of(one.getKey(), one.getValue()));
                if (!result.isDone()) {
                    fail(one.getKey(), AccountException.failed(result.failure()));
                }
            }
        }
    }

    private static Secret closed(Account account) {
        return account.isLocked() && !account.password().value().isEmpty()
                ? account.password()
                : Account.locked(account.password());
    }

    private Programs.Result setPasswords(Map<String, Secret> fields) throws AccountException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        fields.forEach((name, field) -> lines.append(name).append(':').append(field.value()).append('\n'));
        return programs.run("chpasswd", lines.toString().getBytes(StandardCharsets.US_ASCII), "--encrypted");
    }

    private void endProcesses() throws IOException, InterruptedException {
        Map<Integer, String> closed = new HashMap<>();
        for (Account account : accounts.values()) {
            if (wanted.get(account.name()).state() != DesiredAccount.State.ACTIVE) {
                closed.put(account.uid(), account.name());
            }
        }
        Set<Integer> stubborn = UserProcesses.end(closed.keySet());
        if (closedJustNow) {
            TimeUnit.MILLISECONDS.sleep(LOGIN_MILLIS);
            stubborn = UserProcesses.end(closed.keySet());
        }
        for (int uid : stubborn) {
            fail(closed.get(uid), AccountException.failed("it is locked, but what it runs can't be ended"));
        }
    }

    /** Its home is put away first: without a user nobody could tell any more whose it was. */
    private void remove(DesiredAccount desired) throws AccountException, IOException, InterruptedException {
        Account account = accounts.get(desired.name());
        if (account == null) {
            return;
        }
        progress.accept("removing " + account.name());
        homes.checkRoot();
        if (homes.canBePutAway(account)) {
            removed.put(account.name(), homes.of(account.name()));
        }
        quotas.forget(account.name());
        Programs.Result result = programs.run("userdel", "--", account.name());
        if (result.exitCode() == LOGGED_IN) {
            // Something began between the last look and the lock's taking effect.
            UserProcesses.end(Set.of(account.uid()));
            result = programs.run("userdel", "--", account.name());
        }
        if (result.exitCode() != NO_SUCH_USER) {
            result.check();
        }
    }
}
