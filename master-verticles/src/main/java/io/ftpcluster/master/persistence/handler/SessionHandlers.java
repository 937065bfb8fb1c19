package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.SessionRepository;
import io.ftpcluster.messages.Sessions;
import io.vertx.core.Future;
import java.util.List;

public final class SessionHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final SessionRepository sessions;

    public SessionHandlers(Bus bus, ChangeEvents events, SessionRepository sessions) {
        this.bus = bus;
        this.events = events;
        this.sessions = sessions;
    }

    @Override
    public Future<?> register() {
        return Future
                .join(List.of(bus.answer(Sessions.INSERT, sessions::insert), bus.answer(Sessions.FIND, sessions::find),
                        bus.answer(Sessions.REVOKE, request -> events.access(null, sessions.revoke(request))),
                        bus.answer(Sessions.REVOKE_ALL, request -> events.access(null, sessions.revokeAll(request))),
                        bus.answer(Sessions.LIST, sessions::list)));
    }
}
