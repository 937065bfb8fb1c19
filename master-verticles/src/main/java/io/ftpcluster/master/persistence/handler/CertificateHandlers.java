package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.AcmeRepository;
import io.ftpcluster.messages.Acme;
import io.vertx.core.Future;
import java.util.List;

/** The portal's certificate where a CA is asked for it. */
public final class CertificateHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final AcmeRepository acme;

    public CertificateHandlers(Bus bus, ChangeEvents events, AcmeRepository acme) {
        this.bus = bus;
        this.events = events;
        this.acme = acme;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Acme.ACCOUNT_KEY, acme::accountKey), bus.answer(Acme.FIND, acme::find),
                Handlers.answerFenced(bus, Acme.STORE_CERTIFICATE, request -> events.certificate(acme.store(request))),
                Handlers.answerFenced(bus, Acme.STORE_FAILURE, request -> events.certificate(acme.store(request))),
                Handlers.answerFenced(bus, Acme.STORE_CHALLENGE, acme::store),
                bus.answer(Acme.FIND_CHALLENGE, acme::find)));
    }
}
