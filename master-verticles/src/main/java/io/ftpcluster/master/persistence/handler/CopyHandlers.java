package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.CopyRepository;
import io.ftpcluster.messages.Copies;
import io.vertx.core.Future;
import java.util.List;

/** Files that the portal copies and moves. */
public final class CopyHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final CopyRepository copies;

    public CopyHandlers(Bus bus, ChangeEvents events, CopyRepository copies) {
        this.bus = bus;
        this.events = events;
        this.copies = copies;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Copies.INSERT, request -> events.copy(copies.insert(request))),
                bus.answer(Copies.FIND, copies::find), bus.answer(Copies.LIST, copies::list),
                bus.answer(Copies.UNFINISHED, copies::unfinished),
                Handlers.answerFenced(bus, Copies.STORE, copies::store),
                Handlers.answerFenced(bus, Copies.END, request -> events.copy(request.id(), copies.end(request))),
                bus.answer(Copies.CANCEL, request -> events.copy(copies.cancel(request)))));
    }
}
