package io.ftpcluster.agent.datalink;

import io.ftpcluster.agent.account.Accounts.Found;
import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.datalink.DatalinkLedger.State;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.UserNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What may be asked for by the datalink: accounts as the portal's are, and only those that it made itself. One change after the
 * other; the files of those that go come after that, and hold up nobody. Thread-safe.
 */
final class DatalinkAccounts implements AutoCloseable {

    private static final int SHORTEST_PASSWORD = 8;
    /** What vsftpd takes. */
    private static final int LONGEST_PASSWORD = 128;
    private static final int WAITING = 16;
    private static final int GOING = 64;
    private static final int IDLE_SECONDS = 30;
    private static final long PATIENCE_SECONDS = 60;
    private static final int RETRY_SECONDS = 5;
    private static final String DELETE = "delete_user";
    private static final String DONE = "done";
    private static final String CONFLICT = "conflict: ";

    private final Accounts accounts;
    private final DatalinkLedger ledger;
    private final Log log;
    private final ThreadPoolExecutor changes = pool("agent-datalink-change", WAITING);
    private final ThreadPoolExecutor files = pool("agent-datalink-files", GOING);

    DatalinkAccounts(Accounts accounts, DatalinkLedger ledger, Log log) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.log = log;
    }

    private static ThreadPoolExecutor pool(String name, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Goes on with what a process before this one had begun to remove. */
    void resume() {
        Map<String, State> going = ledger.going();
        if (!going.isEmpty()) {
            files.execute(() -> going.forEach(this::resume));
        }
    }

    private void resume(String name, State wanted) {
        try {
            String answer = accounts.changeOther(name, absent(wanted), found -> {});
            String id = ledger.begin(DELETE, name, "-", wanted);
            finish(id, name, wanted, answer.equals(DONE) ? accounts.finishOther(name, absent(wanted)) : answer);
        } catch (IOException e) {
            log.write("datalink: " + name + " can't be removed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws DatalinkException when this server makes no accounts */
    void requireRoot() throws DatalinkException {
        if (!accounts.canBeChanged()) {
            throw new DatalinkException(503,
                    "This agent can't make accounts: it must run as root, and needs groupadd, useradd,"
                            + " usermod, userdel and chpasswd in /usr/sbin.");
        }
    }

    /** @param from the client's address */
    void create(String name, Secret password, String from) throws DatalinkException {
        requireName(name);
        requirePassword(password);
        await(change(() -> apply("create_user", name, from, password, found -> requireFree(name, found))));
    }

    private void requireFree(String name, Found found) throws DatalinkException {
        if (found == Found.ANOTHER_USER || (found == Found.ACCOUNT && ledger.state(name) != State.MAKING)) {
            throw new DatalinkException(409, "This server has a user " + name + " already.");
        }
        requireStaying(name);
    }

    void changePassword(String name, Secret password, String from) throws DatalinkException {
        requireName(name);
        requirePassword(password);
        await(change(() -> apply("change_password", name, from, password, found -> {
            requireOwn(name, found);
            requireStaying(name);
        })));
    }

    /** What may be changed here is what was made here. */
    private void requireOwn(String name, Found found) throws DatalinkException {
        switch (found) {
            case NOBODY -> throw new DatalinkException(404, "This server has no user " + name + ".");
            case ANOTHER_USER -> throw new DatalinkException(409,
                    "The user " + name + " is none of the accounts that this agent made; nothing is changed.");
            case ACCOUNT -> {
                if (!ledger.has(name)) {
                    throw new DatalinkException(409, "The account " + name
                            + " was not made through this datalink: the portal keeps it. Change it there.");
                }
            }
        }
    }

    private void requireStaying(String name) throws DatalinkException {
        State state = ledger.state(name);
        if (state != null && state.isGoing()) {
            throw new DatalinkException(409, "The account " + name + " is still being removed. Try again later.");
        }
    }

    /**
     * @param wanted what becomes of its files
     * @return whether they are what they should be by now; else they will be
     */
    boolean delete(String name, State wanted, String from) throws DatalinkException {
        requireName(name);
        if (files.getQueue().remainingCapacity() == 0) {
            throw busy();
        }
        CompletableFuture<String> finished = new CompletableFuture<>();
        await(change(() -> remove(name, wanted, from, finished)));
        try {
            String answer = finished.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!answer.equals(DONE)) {
                throw new DatalinkException(500, "The account is gone, but not its files: "
                        + answer.replaceFirst("^failed: ", "") + ". Delete it again when that is mended.");
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    /** @param finished completes when its files are what they should be */
    private Void remove(String name, State wanted, String from, CompletableFuture<String> finished)
            throws DatalinkException, InterruptedException {
        Change change = new Change(DELETE, name, from);
        // Somebody removed the user by hand: then there is nothing left but its name.
        String answer = change(change, absent(wanted), wanted,
                found -> requireOwn(name, ledger.has(name) && found == Found.NOBODY ? Found.ACCOUNT : found));
        if (!answer.equals(DONE)) {
            ledger.end(change.id, answer, change.before);
            throw notDone(answer);
        }
        try {
            files.execute(() -> {
                finished.complete(finish(change.id, name, wanted));
            });
        } catch (RejectedExecutionException full) {
            finished.cancel(false);
            ledger.end(change.id, "its files are put away when the agent starts again", wanted);
            throw files.isShutdown() ? stopping() : busy();
        }
        return null;
    }

    private String finish(String id, String name, State wanted) {
        try {
            return finish(id, name, wanted, accounts.finishOther(name, absent(wanted)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "this agent stops";
        } catch (RuntimeException e) {
            return finish(id, name, wanted, "a mistake of the agent: " + e.getClass().getSimpleName());
        }
    }

    /** Of what is gone as a user. */
    private String finish(String id, String name, State wanted, String answer) {
        boolean done = answer.equals(DONE);
        String detail = "files: " + EnumNames.of(wanted) + (done ? "" : "; " + answer);
        ledger.end(id, detail, done ? null : wanted);
        log.write("datalink: removed " + name + ", " + detail);
        return answer;
    }

    /** For what makes an account, or makes it another one. */
    private Void apply(String action, String name, String from, Secret password,
            Accounts.Claim<DatalinkException> claim) throws DatalinkException, InterruptedException {
        Change change = new Change(action, name, from);
        String answer = change(change, desired(password), null, claim);
        boolean done = answer.equals(DONE);
        ledger.end(change.id, done ? null : answer, done ? State.MADE : left(change));
        log.write("datalink: " + action + " " + name + " for " + from + (done ? "" : ": " + answer));
        if (!done) {
            throw notDone(answer);
        }
        return null;
    }

    /** Half made it stays ours, to be made or removed. */
    private State left(Change change) {
        try {
            return change.before == null && accounts.find(change.name) != Found.ACCOUNT ? null : change.during;
        } catch (IOException unknown) {
            return change.during;
        }
    }

    /** One that is being made. */
    private static final class Change {
        private final String action;
        private final String name;
        private final String from;
        private String id;
        private State before;
        private State during;

        Change(String action, String name, String from) {
            this.action = action;
            this.name = name;
            this.from = from;
        }
    }

    /** @param during of the account while it is changed; null: as it is, or being made */
    private String change(Change change, String desired, State during, Accounts.Claim<DatalinkException> claim)
            throws DatalinkException, InterruptedException {
        try {
            return accounts.changeOther(change.name, desired, found -> {
                claim.check(found);
                change.before = ledger.state(change.name);
                change.during = during != null ? during : change.before == null ? State.MAKING : change.before;
                change.id = begin(change.action, change.name, change.from, change.during);
            });
        } catch (IOException e) {
            throw new DatalinkException(500, "The system's users can't be read: " + e.getMessage() + ".");
        } catch (RuntimeException e) {
            if (change.id != null) {
                ledger.end(change.id, "failed by a mistake of the agent", change.during);
            }
            throw e;
        }
    }

    private String begin(String action, String name, String from, State state) throws DatalinkException {
        try {
            return ledger.begin(action, name, from, state);
        } catch (IOException e) {
            throw new DatalinkException(503, "Nothing was done: " + e.getMessage() + ".");
        }
    }

    private static DatalinkException notDone(String answer) {
        return answer.startsWith(CONFLICT)
                ? new DatalinkException(409, "It wasn't done: " + answer.substring(CONFLICT.length()) + ".")
                : new DatalinkException(500, "It wasn't done: " + answer.replaceFirst("^failed: ", "") + ".");
    }

    private static String absent(State wanted) {
        return "state=absent files=" + EnumNames.of(wanted);
    }

    private static String desired(Secret password) throws DatalinkException, InterruptedException {
        try {
            return "state=active password=" + Accounts.hash(password).value();
        } catch (IOException e) {
            throw new DatalinkException(503, "The password's hash can't be made: " + e.getMessage()
                    + ". Install openssl on this server if it is missing.");
        }
    }

    private static void requireName(String name) throws DatalinkException {
        if (!UserNames.isPossible(name)) {
            throw new DatalinkException(400, "username must be 1 to " + UserNames.MAX_LENGTH
                    + " of the characters a-z 0-9 _ - and start with a letter or _.");
        }
        if (UserNames.isReserved(name)) {
            throw new DatalinkException(400, "username must not be a name that systems have for themselves.");
        }
    }

    private static void requirePassword(Secret password) throws DatalinkException {
        String text = password.value();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (text.codePointCount(0, text.length()) < SHORTEST_PASSWORD || bytes > LONGEST_PASSWORD) {
            throw new DatalinkException(400, "password must have at least " + SHORTEST_PASSWORD
                    + " characters and at most " + LONGEST_PASSWORD + " bytes.");
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new DatalinkException(400, "password must not contain control characters such as line breaks.");
        }
    }

    private <T> Future<T> change(Callable<T> work) throws DatalinkException {
        try {
            return changes.submit(work);
        } catch (RejectedExecutionException full) {
            throw changes.isShutdown() ? stopping() : busy();
        }
    }

    private static <T> T await(Future<T> change) throws DatalinkException {
        try {
            return change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new DatalinkException(504, "It isn't done after " + PATIENCE_SECONDS
                    + " s, as this server has much to do, and goes on. Look later what became of it.");
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    private static DatalinkException refused(Throwable cause) {
        if (cause instanceof DatalinkException known) {
            return known;
        }
        if (cause instanceof InterruptedException) {
            return stopping();
        }
        throw new IllegalStateException("an account can't be changed", cause);
    }

    private static DatalinkException busy() {
        return new DatalinkException(503, "This agent has as many changes to make as it takes.", RETRY_SECONDS);
    }

    private static DatalinkException stopping() {
        return new DatalinkException(503, "This agent stops.", RETRY_SECONDS);
    }

    /** Interrupts what is being done; the ledger says how far it was. */
    @Override
    public void close() {
        changes.shutdownNow();
        files.shutdownNow();
    }
}
