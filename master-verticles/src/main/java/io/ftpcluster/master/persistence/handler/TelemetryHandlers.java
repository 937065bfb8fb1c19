package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.AlertNewsRepository;
import io.ftpcluster.master.persistence.repository.AlertRepository;
import io.ftpcluster.master.persistence.repository.TelemetryRepository;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import java.util.List;

/** What is kept of the fleet's state, and the alerts that came of it. */
public final class TelemetryHandlers implements Handlers {

    private final Bus bus;
    private final TelemetryRepository telemetry;
    private final AlertRepository alerts;
    private final AlertNewsRepository news;

    public TelemetryHandlers(Bus bus, TelemetryRepository telemetry, AlertRepository alerts, AlertNewsRepository news) {
        this.bus = bus;
        this.telemetry = telemetry;
        this.alerts = alerts;
        this.news = news;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(Handlers.answerFenced(bus, Telemetry.STORE, telemetry::store),
                bus.answer(Telemetry.LOAD, telemetry::load), bus.answer(Telemetry.LOAD_EACH, telemetry::loadEach),
                Handlers.answerFenced(bus, Telemetry.STORE_SEEN, telemetry::storeSeen),
                bus.answer(Telemetry.LOAD_SEEN, telemetry::loadSeen),
                Handlers.answerFenced(bus, Alerts.STORE, alerts::store),
                Handlers.answerFenced(bus, Alerts.UNTOLD, news::untold),
                Handlers.answerFenced(bus, Alerts.TOLD, news::told), bus.answer(Alerts.LIST, alerts::list)));
    }
}
