package io.ftpcluster.master.accounts;

import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.Result;
import io.ftpcluster.messages.Accounts.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One server's accounts during a reconciliation: what should be, and what is known of each by now. */
final class Ledger {

    private final TreeMap<String, Entry> entries = new TreeMap<>();

    static final class Entry {
        final DesiredAccount account;
        private boolean made;
        private State state;
        private String detail = "";
        private boolean unsaid;
        private boolean conflict;

        private Entry(DesiredAccount account) {
            this.account = account;
            this.made = account.isMade();
            this.state = account.state();
        }

        String name() {
            return account.name();
        }

        boolean isAbsent() {
            return account.desired() == Desired.ABSENT;
        }

        boolean isMade() {
            return made;
        }

        State state() {
            return state;
        }

        /** Whether the agent may not touch it. */
        boolean isConflict() {
            return conflict;
        }

        /** What failed is tried again. */
        boolean isToBeMade() {
            return !made || state == State.FAILED || state == State.WAITING;
        }

        /** Whether a login is to show that it works. */
        boolean isToBeProven() {
            return made && account.desired() == Desired.ACTIVE && state == State.MAKING;
        }

        /** The agent has made it so. */
        void made(String words) {
            made = true;
            conflict = false;
            say(switch (account.desired()) {
                case ACTIVE -> State.MAKING;
                case LOCKED -> State.LOCKED;
                case ABSENT -> State.REMOVED;
            }, words);
        }

        void conflict(String words) {
            conflict = true;
            say(State.FAILED, words);
        }

        void say(State now, String words) {
            state = now;
            detail = words;
            unsaid = true;
        }

        private Result result() {
            unsaid = false;
            return new Result(account.name(), account.generation(), made,
                    made && account.desired() != Desired.ABSENT ? account.sealed() : null, state, detail);
        }
    }

    Ledger(Collection<DesiredAccount> accounts) {
        accounts.forEach(account -> entries.put(account.name(), new Entry(account)));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Collection<Entry> all() {
        return entries.values();
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** What has been learnt and not been told yet; from then on it has. */
    List<Result> unsaid() {
        List<Result> results = new ArrayList<>();
        entries.values().stream().filter(entry -> entry.unsaid).forEach(entry -> results.add(entry.result()));
        return results;
    }

    /** What the agent should have by now. */
    List<DesiredAccount> made() {
        return entries.values().stream().filter(Entry::isMade).map(entry -> entry.account).toList();
    }
}
