package io.ftpcluster.master.cli.doctor;

import io.vertx.core.json.JsonArray;
import java.util.stream.Collectors;

/** Whether the portal that runs here is ready. */
final class PortalCheck implements Check {

    private final LocalPortal portal;

    PortalCheck(LocalPortal portal) {
        this.portal = portal;
    }

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public Finding look() throws InterruptedException {
        return portal.readiness()
                .map(PortalCheck::finding)
                .orElseGet(() -> Finding.skipped("No portal runs here now."));
    }

    private static Finding finding(LocalPortal.Answer answer) {
        if (answer.status() == 200) {
            return Finding.ok("It runs, and is ready.");
        }
        JsonArray reasons = answer.body().getJsonArray("reasons", new JsonArray());
        return Finding.failure(
                "It runs, and isn't ready: " + reasons.stream().map(String::valueOf).collect(Collectors.joining(" ")),
                "Its log says more: journalctl -u ftpcluster-master");
    }
}
