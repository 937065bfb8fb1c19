package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import java.time.Duration;
import java.util.Optional;

/** Whether this machine's clock is kept right, and is the database's. */
final class ClockCheck implements Check {

    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration WRONG = Duration.ofSeconds(30);
    private static final String ADVICE = "Have both machines' clocks kept by NTP: apt install systemd-timesyncd, or chrony.";

    private final AskedDatabase database;

    ClockCheck(AskedDatabase database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Finding look() throws InterruptedException {
        Duration ahead = database.known().map(Facts::ahead).orElse(Duration.ZERO);
        if (ahead.abs().compareTo(NOTICED) > 0) {
            String found = "The database's clock is " + ahead.abs().toSeconds() + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's.";
            return ahead.abs().compareTo(WRONG) > 0 ? Finding.failure(found, ADVICE) : Finding.warning(found, ADVICE);
        }
        Optional<String> kept = Program.output("timedatectl", "show", "--property=NTPSynchronized", "--value");
        return switch (kept.orElse("")) {
            case "yes" -> Finding.ok("NTP keeps it.");
            case "no" -> Finding.warning("Nothing keeps it right (timedatectl).",
                    "apt install systemd-timesyncd, or chrony: certificates, tokens and the audit trail go by it.");
            default -> Finding.ok("Nothing is known against it; whether NTP keeps it can't be seen here.");
        };
    }
}
