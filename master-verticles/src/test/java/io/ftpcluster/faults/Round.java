package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One fault of one host, in the middle of several operations. */
final class Round {

    private static final Duration HEALTHY = Duration.ofSeconds(60);

    private final FaultyHost host;
    private final PortalLogin login;
    private final Operations operations;
    private final Duration limit;
    private final Tally tally;

    /** @param limit how long an operation may take from the fault on */
    Round(FaultyHost host, PortalLogin login, Operations operations, Duration limit, Tally tally) {
        this.host = host;
        this.login = login;
        this.operations = operations;
        this.limit = limit;
        this.tally = tally;
    }

    /**
     * @param sets how many operations of each kind
     * @param hold how long the fault lasts, or null: until all operations have ended
     */
    void play(Fault fault, int sets, Duration hold) throws IOException, InterruptedException {
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < sets; i++) {
            all.addAll(operations.each(login, host));
        }
        all.forEach(operation -> Thread.ofVirtual().start(operation));
        for (Operation operation : all) {
            if (!operation.awaitMiddle()) {
                tally.promiseBroken(
                        "before " + fault + ", " + operation.kind() + " on a healthy host: " + operation.seen());
            }
        }
        Newcomer newcomer = new Newcomer(login, login.path(host, Operations.SMALL));
        fault.strike(host);
        long struck = System.nanoTime();
        all.forEach(Operation::strike);
        newcomer.strike();
        Thread.ofVirtual().start(newcomer);
        all.add(newcomer);
        if (hold != null) {
            TimeUnit.NANOSECONDS.sleep(hold.toNanos());
            fault.mend(host);
        }
        awaitAll(fault, all, struck);
        if (hold == null) {
            fault.mend(host);
        }
        checkHealed(fault);
        for (Operation operation : all) {
            tally.ended(fault, operation, host.hasTls());
            operation.broken(host).forEach(what -> tally.promiseBroken(fault + ", " + what));
        }
    }

    /** Until somebody was served for the first time: a portal that has just started must load much for it. */
    void awaitFirst() {
        long deadline = System.nanoTime() + HEALTHY.toNanos();
        boolean served = false;
        while (!served && System.nanoTime() < deadline) {
            Newcomer first = new Newcomer(login, login.path(host, Operations.SMALL));
            first.strike();
            first.run();
            served = first.isDone();
        }
    }

    private void awaitAll(Fault fault, List<Operation> all, long struck) throws InterruptedException {
        long deadline = struck + limit.toNanos();
        for (Operation operation : all) {
            if (!operation.awaitEnd(deadline - System.nanoTime())) {
                tally.promiseBroken(fault + ", " + operation.kind() + " still hangs after " + limit.toMillis() + " ms");
                operation.cancel();
                operation.awaitEnd(HEALTHY.toNanos());
            }
        }
    }

    /** A mended host serves the next who asks. */
    private void checkHealed(Fault fault) throws InterruptedException {
        Newcomer first = new Newcomer(login, login.path(host, Operations.SMALL));
        first.strike();
        Thread.ofVirtual().start(first);
        first.awaitEnd(HEALTHY.toNanos());
        tally.healed(fault, first.millis());
        if (!first.isDone()) {
            tally.promiseBroken(fault + ", the mended host's first user saw " + first.seen());
        }
    }

    /** Somebody who comes after the fault. */
    static final class Newcomer extends Operation {

        private final PortalLogin login;
        private final String path;

        Newcomer(PortalLogin login, String path) {
            this.login = login;
            this.path = path;
        }

        @Override
        String kind() {
            return "newcomer";
        }

        @Override
        int perform() throws IOException {
            try (HttpExchange http = open(login, "GET", path)) {
                int status = http.status();
                http.text();
                return status;
            }
        }

        @Override
        List<String> broken(FaultyHost healthy) {
            return List.of();
        }
    }
}
