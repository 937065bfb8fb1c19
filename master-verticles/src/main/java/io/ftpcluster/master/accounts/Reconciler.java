package io.ftpcluster.master.accounts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.FindDesired;
import io.ftpcluster.messages.Accounts.Result;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts.StoreResults;
import io.ftpcluster.messages.Accounts.StoreUnknown;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one server's accounts as they should be: has the agent make what isn't, proves it by logins, then compares all and
 * mends what differs. Each step is stored when it is known; killed anywhere, the next run goes on, as an agent does nothing
 * twice. Waits, so it belongs on virtual threads.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int NAMES_IN_LOG = 10;
    /** Logins at once on one server. */
    private static final int LOGINS = 4;

    private final Bus bus;
    private final AgentExchange agent;

    /** How a run ended. */
    enum End {
        /** All is as it should be, or as it can be without somebody's help. */
        SETTLED,
        /** The agent has no link. */
        AWAY,
        /** Something failed that may work later. */
        AGAIN
    }

    Reconciler(Bus bus) {
        this.bus = bus;
        this.agent = new AgentExchange(bus);
    }

    /** Fails UNAVAILABLE or SUPERSEDED when the term is over. */
    End run(String server, Leadership term) {
        Run run = new Run(server, term);
        return run.load() ? run.reconcile() : End.SETTLED;
    }

    /** One run of one server. */
    private final class Run {
        private final String server;
        private final Leadership term;
        private String alias;
        private AccountStatuses statuses;
        /** As it is stored. */
        private List<String> unknown = List.of();

        Run(String server, Leadership term) {
            this.server = server;
            this.term = term;
        }

        /** False when there is nothing to look after. */
        boolean load() {
            List<DesiredAccount> all = new ArrayList<>();
            Accounts.DesiredList page;
            do {
                try {
                    page = bus
                            .request(Accounts.DESIRED,
                                    new FindDesired(server, all.isEmpty() ? null : all.getLast().name()))
                            .await();
                } catch (FailureException e) {
                    if (e.failure().code() == FailureCode.NOT_FOUND) {
                        return false;
                    }
                    throw e;
                }
                alias = page.alias();
                unknown = page.unknown();
                all.addAll(page.accounts());
            } while (page.accounts().size() >= FindDesired.PAGE);
            statuses = new AccountStatuses(all);
            return !statuses.isEmpty();
        }

        End reconcile() {
            try {
                make(statuses.all().stream().filter(status -> status.isToBeMade() && !status.isAbsent()).toList());
                prove();
                make(statuses.all().stream().filter(status -> status.isToBeMade() && status.isAbsent()).toList());
                make(statuses.all().stream().filter(AccountStatuses.Status::lacksQuota).toList());
                List<String> found = new DriftCheck(agent, server, alias, statuses).run(this::make);
                store();
                storeUnknown(StoreUnknown.cut(found));
                prove();
            } catch (ExchangeException e) {
                return trouble(e);
            }
            return statuses.all().stream().anyMatch(status -> status.state() == State.FAILED && !status.isConflict())
                    ? End.AGAIN
                    : End.SETTLED;
        }

        private void make(List<AccountStatuses.Status> some) throws ExchangeException {
            for (List<DesiredAccount> request : AgentExchange
                    .requests(some.stream().map(status -> status.account).toList())) {
                requireTerm();
                Map<String, AgentExchange.Answer> answers = agent.apply(server, request);
                answers.forEach((name, answer) -> statuses.find(name).ifPresent(status -> note(status, answer)));
                store();
            }
        }

        private void note(AccountStatuses.Status status, AgentExchange.Answer answer) {
            switch (answer.verdict()) {
                case DONE -> {
                    status.quota(alias, answer.why());
                    // What worked before and was only looked at again needs no new proof.
                    if (status.isToBeMade()) {
                        status.made("");
                    }
                }
                case CONFLICT -> status.conflict(StatusDetails.conflict(status, alias, answer.why()));
                case FAILED -> status.set(State.FAILED, StatusDetails.failed(alias, answer.why()));
            }
        }

        private void prove() {
            List<AccountStatuses.Status> some = statuses.all()
                    .stream()
                    .filter(AccountStatuses.Status::isToBeProven)
                    .toList();
            for (int i = 0; i < some.size(); i += LOGINS) {
                requireTerm();
                Future.join(some.subList(i, Math.min(i + LOGINS, some.size())).stream().map(this::prove).toList())
                        .otherwiseEmpty()
                        .await();
            }
            store();
        }

        private Future<?> prove(AccountStatuses.Status status) {
            return bus.request(Files.TRY_LOGIN, new Files.TryLogin(Actor.SYSTEM, status.account.username(), alias))
                    .onSuccess(done -> status.set(State.WORKING, ""))
                    .onFailure(cause -> {
                        Failure failure = cause instanceof FailureException known ? known.failure() : null;
                        // Withdrawn meanwhile, which is another change.
                        if (failure == null || failure.code() != FailureCode.NOT_FOUND) {
                            status.set(State.FAILED,
                                    StatusDetails.noLogin(alias, failure == null ? null : failure.detail()));
                        }
                    });
        }

        private End trouble(ExchangeException e) {
            String words = e.isAway()
                    ? StatusDetails.away(alias)
                    : e.isUnable() ? StatusDetails.unable(alias) : StatusDetails.failed(alias, e.detail());
            statuses.all()
                    .stream()
                    .filter(AccountStatuses.Status::isToBeMade)
                    .forEach(status -> status.set(e.isAway() ? State.WAITING : State.FAILED, words));
            store();
            return e.isAway() ? End.AWAY : End.AGAIN;
        }

        private void store() {
            List<Result> results = statuses.unsaved();
            for (int i = 0; i < results.size(); i += StoreResults.MAX) {
                List<Result> some = results.subList(i, Math.min(i + StoreResults.MAX, results.size()));
                term.write(token -> bus.request(Accounts.STORE_RESULTS, new StoreResults(server, some, token))).await();
            }
        }

        private void storeUnknown(List<String> found) {
            if (found.equals(unknown)) {
                return;
            }
            term.write(token -> bus.request(Accounts.STORE_UNKNOWN, new StoreUnknown(server, found, token))).await();
            if (!found.isEmpty()) {
                LOG.warn(
                        "{} has accounts in the portal's group that the portal doesn't know, such as {}; they are left"
                                + " alone. Remove them there if nobody needs them",
                        alias, found.stream().limit(NAMES_IN_LOG).toList());
            }
        }

        /** Another node may talk to this agent by now. */
        private void requireTerm() {
            term.write(token -> Future.succeededFuture()).await();
        }
    }
}
