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
final class AccountStatuses {

    private final TreeMap<String, Status> byName = new TreeMap<>();

    static final class Status {
        final DesiredAccount account;
        private boolean made;
        private State state;
        private String detail = "";
        private boolean unsaved;
        private boolean conflict;

        private Status(DesiredAccount account) {
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
            set(switch (account.desired()) {
                case ACTIVE -> State.MAKING;
                case LOCKED -> State.LOCKED;
                case ABSENT -> State.REMOVED;
            }, words);
        }

        void conflict(String words) {
            conflict = true;
            set(State.FAILED, words);
        }

        void set(State now, String words) {
            state = now;
            detail = words;
            unsaved = true;
        }

        private Result result() {
            unsaved = false;
            return new Result(account.name(), account.generation(), made,
                    made && account.desired() != Desired.ABSENT ? account.sealed() : null, state, detail);
        }
    }

    AccountStatuses(Collection<DesiredAccount> accounts) {
        accounts.forEach(account -> byName.put(account.name(), new Status(account)));
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Collection<Status> all() {
        return byName.values();
    }

    Optional<Status> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What has been learnt and not been told yet; from then on it has. */
    List<Result> unsaved() {
        List<Result> results = new ArrayList<>();
        byName.values().stream().filter(status -> status.unsaved).forEach(status -> results.add(status.result()));
        return results;
    }

    /** What the agent should have by now. */
    List<DesiredAccount> made() {
        return byName.values().stream().filter(Status::isMade).map(status -> status.account).toList();
    }
}
