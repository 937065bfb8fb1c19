package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.KnownNetworkRepository;
import io.ftpcluster.master.persistence.repository.UserRepository;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.List;

public final class UserHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final UserRepository users;
    private final KnownNetworkRepository networks;

    public UserHandlers(Bus bus, ChangeEvents events, UserRepository users, KnownNetworkRepository networks) {
        this.bus = bus;
        this.events = events;
        this.users = users;
        this.networks = networks;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Users.INSERT, users::insert), bus.answer(Users.STORE, this::store),
                bus.answer(Users.STORE_PASSWORD,
                        request -> events.access(request.actor().userId(), users.storePassword(request))),
                bus.answer(Users.UPGRADE_HASH, users::upgradeHash),
                bus.answer(Users.STORE_PREFERENCES, users::storePreferences), bus.answer(Users.FIND, users::find),
                bus.answer(Users.LIST, users::list),
                bus.answer(Users.DELETE, request -> events.accounts(null, events.access(null, users.delete(request)))),
                bus.answer(Users.CREDENTIALS, users::credentials), bus.answer(Users.NOTE_NETWORK, networks::note),
                bus.answer(Users.FIND_NETWORK, networks::find)));
    }

    private Users.User store(Users.Store request) {
        Users.User stored = users.store(request);
        return events.access(request.passwordHash() == null ? null : stored.id(), stored);
    }
}
