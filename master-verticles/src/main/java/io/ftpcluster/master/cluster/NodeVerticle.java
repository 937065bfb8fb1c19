package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Nodes.Description;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Tells any node how this one is. What other parts count is read from the meters that they keep anyway. */
public final class NodeVerticle extends VerticleBase {

    /** Sooner than whoever asks for the description gives up. */
    private static final Address<Health.Ping, Done> PING = Health.DATABASE.within(Duration.ofMillis(1500));
    private static final String READY = "ready";

    private final Bus bus;
    private final Node self;
    private final MeterRegistry meters;
    private final LoopLag lag;
    private final Status standing;

    /**
     * What only the wiring knows. The suppliers are asked on an event loop.
     *
     * @param state "ready", "starting" or "stopping"; a database that doesn't answer makes of ready "unready"
     * @param leads whether this node does the cluster's timed work
     * @param database what it is and where, for people
     */
    public record Status(Supplier<String> state, BooleanSupplier leads, String database) {}

    /** @param meters in which {@code ftpcluster.agent.links}, {@code .live.streams} and {@code .transfers.active} are */
    public NodeVerticle(Bus bus, Node self, MeterRegistry meters, LoopLag lag, Status standing) {
        this.bus = bus;
        this.self = self;
        this.meters = meters;
        this.lag = lag;
        this.standing = standing;
    }

    @Override
    public Future<?> start() {
        return bus.answerLater(Nodes.DESCRIBE.of(self.id()), this::describe);
    }

    private Future<Description> describe(Nodes.Describe request) {
        long began = System.nanoTime();
        return bus.request(PING, new Health.Ping()).transform(answer -> {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            return Future.succeededFuture(answer.succeeded()
                    ? description(standing.state().get(), List.of(), millis)
                    : withoutDatabase(answer.cause()));
        });
    }

    private Description withoutDatabase(Throwable cause) {
        String state = standing.state().get();
        String why = cause instanceof FailureException known ? known.failure().detail() : cause.getMessage();
        return description(state.equals(READY) ? "unready" : state, List.of("The database doesn't answer: " + why), -1);
    }

    private Description description(String state, List<String> reasons, long databaseMillis) {
        Runtime runtime = Runtime.getRuntime();
        return new Description(state, reasons, sum("ftpcluster.agent.links"), sum("ftpcluster.live.streams"),
                sum("ftpcluster.transfers.active"), standing.leads().getAsBoolean(), standing.database(),
                databaseMillis, lag.worst().toMillis(), runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory());
    }

    /** Of all the gauge's labels; one that can't be read or isn't there counts nothing. */
    private int sum(String gauge) {
        return (int) meters.find(gauge).gauges().stream().mapToDouble(Gauge::value).filter(Double::isFinite).sum();
    }
}
