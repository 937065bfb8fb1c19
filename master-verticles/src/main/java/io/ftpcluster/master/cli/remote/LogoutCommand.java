package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code POST /logout}. What is kept here goes in any case. */
@Command(name = "logout", description = "Ends the session that login began, on the portal and here.", footer = {"",
        "Example:", "  ftpcluster logout --url https://portal.example"})
final class LogoutCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Override
    public void run() {
        SessionFile file = SessionFile.of(options.where());
        StoredSession session = file.read()
                .orElseThrow(() -> new CommandException(ExitCodes.REFUSED,
                        "nobody is logged in at " + options.where() + " from here"));
        file.delete();
        if (!session.isOver(Instant.now()) && !options.endSession(session)) {
            throw new CommandException(ExitCodes.UNREACHABLE,
                    "the login was removed here, but the portal at " + options.where()
                            + " could not be told: it takes the session until "
                            + ValueFormat.time(session.expiresAt().toString()));
        }
        CommandOutput screen = options.screen();
        if (screen.isJson()) {
            screen.json(new Answer(200, null, new JsonObject().put("user", session.user()).encode()));
        } else {
            screen.say("Logged out " + session.user() + " at " + options.where() + ".");
        }
    }
}
