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
        /** Why it has no quota though it should; empty when it has, or needs none. */
        private String withoutQuota;

        private Status(DesiredAccount account) {
            this.account = account;
            this.made = account.isMade();
            this.state = account.state();
            this.withoutQuota = account.detail().startsWith(StatusDetails.NO_QUOTA) ? account.detail() : "";
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

        /** Whether the server may have got a way to set its quota since. */
        boolean lacksQuota() {
            return made && !withoutQuota.isEmpty() && (state == State.WORKING || state == State.LOCKED);
        }

        /**
         * What became of its quota.
         *
         * @param why as the agent says it; empty of an agent that knows no quotas
         */
        void quota(String alias, String why) {
            String now = StatusDetails.quota(account, alias, why);
            if (!now.equals(withoutQuota)) {
                withoutQuota = now;
                unsaved = true;
            }
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
            boolean works = state == State.MAKING || state == State.WORKING || state == State.LOCKED;
            return new Result(account.name(), account.generation(), made,
                    made && account.desired() != Desired.ABSENT ? account.sealed() : null, state,
                    detail.isEmpty() && works ? withoutQuota : detail);
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
