package io.ftpcluster.master.accounts;

import io.ftpcluster.messages.Accounts.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compares what is on a server with what should be there, and finds what the agent said and didn't do. */
final class DriftCheck {

    private final AgentExchange agent;
    private final String server;
    private final String alias;
    private final AccountStatuses statuses;

    /** Has the agent make some so. */
    interface Maker {
        void make(List<AccountStatuses.Status> some) throws ExchangeException;
    }

    DriftCheck(AgentExchange agent, String server, String alias, AccountStatuses statuses) {
        this.agent = agent;
        this.server = server;
        this.alias = alias;
        this.statuses = statuses;
    }

    /**
     * One exchange where all is as it should be.
     *
     * @return who is in the portal's group there and isn't known here, by name. They are left alone, as nobody asked for their
     *         removal here: perhaps the portal's database is a copy from before
     */
    List<String> run(Maker maker) throws ExchangeException {
        List<Integer> differing = differing();
        List<AccountStatuses.Status> mended = statuses.all()
                .stream()
                .filter(status -> status.isMade() && differing.contains(AccountDigest.bucket(status.name())))
                .toList();
        if (!mended.isEmpty()) {
            maker.make(mended);
        }
        List<Integer> left = mended.isEmpty() ? differing : differing();
        Map<String, Boolean> there = new HashMap<>();
        for (int bucket : left) {
            there.putAll(agent.list(server, bucket));
        }
        for (AccountStatuses.Status status : statuses.all()) {
            if (!left.contains(AccountDigest.bucket(status.name()))) {
                agreed(status);
            } else {
                check(status, there.get(status.name()));
            }
        }
        return there.keySet().stream().filter(name -> statuses.find(name).isEmpty()).sorted().toList();
    }

    private List<Integer> differing() throws ExchangeException {
        List<String> is = agent.digest(server);
        List<String> should = AccountDigest.of(statuses.made());
        return IntStream.range(0, AccountDigest.BUCKETS).filter(i -> !is.get(i).equals(should.get(i))).boxed().toList();
    }

    /** A bucket that agrees has nothing of an account that isn't counted in it. */
    private static void agreed(AccountStatuses.Status status) {
        if (status.isAbsent() && status.isConflict()) {
            status.made(StatusDetails.LEFT_ALONE);
        }
    }

    /** @param locked null when it isn't there */
    private void check(AccountStatuses.Status status, Boolean locked) {
        if (locked == null && status.isAbsent() && status.isConflict()) {
            status.made(StatusDetails.LEFT_ALONE);
        } else if (status.isMade() && status.state() != State.FAILED && !isAsItShouldBe(status, locked)) {
            status.set(State.FAILED, StatusDetails.untrue(alias, locked));
        }
    }

    private static boolean isAsItShouldBe(AccountStatuses.Status status, Boolean locked) {
        return switch (status.account.desired()) {
            case ACTIVE -> Boolean.FALSE.equals(locked);
            case LOCKED -> Boolean.TRUE.equals(locked);
            case ABSENT -> locked == null;
        };
    }
}
