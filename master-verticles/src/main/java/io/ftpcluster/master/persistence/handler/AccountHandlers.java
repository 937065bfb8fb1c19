package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.AccountRepository;
import io.ftpcluster.messages.Accounts;
import io.vertx.core.Future;
import java.util.List;

/** Accounts on the servers' machines. */
public final class AccountHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final AccountRepository accounts;

    public AccountHandlers(Bus bus, ChangeEvents events, AccountRepository accounts) {
        this.bus = bus;
        this.events = events;
        this.accounts = accounts;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(
                bus.answer(Accounts.STORE_PASSWORD, request -> changed(accounts.storePassword(request))),
                bus.answer(Accounts.SET_LOCK, request -> changed(accounts.setLock(request))),
                bus.answer(Accounts.FAILURES, accounts::failures), bus.answer(Accounts.AGED, accounts::aged),
                Handlers.answerFenced(bus, Accounts.STORE_UNKNOWN, accounts::storeUnknown),
                bus.answer(Accounts.STORE_DATALINK, accounts::storeDatalink), bus.answer(Accounts.LIST, accounts::list),
                bus.answer(Accounts.DESIRED, accounts::desired), bus.answer(Accounts.SERVERS, accounts::servers),
                Handlers.answerFenced(bus, Accounts.STORE_RESULTS, accounts::storeResults)));
    }

    private Accounts.Account changed(Accounts.Account account) {
        return events.accounts(account.serverId(), account);
    }
}
