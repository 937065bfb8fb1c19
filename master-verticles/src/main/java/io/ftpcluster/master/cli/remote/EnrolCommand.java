package io.ftpcluster.master.cli.remote;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code POST /servers/{id}/enrolment}. */
@Command(name = "enrol", description = "Makes the line to paste on a machine, by which it becomes this server. It holds a secret that works once, for an hour, and replaces the one before.", footer = {
        "", "Example:", "  ftpcluster server enrol alpha"})
final class EnrolCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public void run() {
        try (Portal portal = options.open()) {
            Answer made = portal.send("POST", ServerPath.of(alias, "enrolment"), null);
            JsonObject enrolment = portal.object(made);
            if (portal.screen().isJson()) {
                portal.screen().json(made);
            } else {
                tell(portal.screen(), enrolment);
            }
        }
    }

    static void tell(CommandOutput screen, JsonObject enrolment) {
        screen.say("Paste this on the machine, until " + ValueFormat.time(enrolment.getString("expires_at")) + ":");
        screen.say("");
        screen.say("  " + enrolment.getString("command"));
        String caution = enrolment.getString("caution");
        if (caution != null) {
            screen.remark("Caution: " + caution);
        }
    }
}
