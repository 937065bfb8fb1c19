package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code POST /login}. */
@Command(name = "login", description = "Logs in once, so that later commands need no password until the session ends, or logout ends it.", footer = {
        "", "Example:", "  ftpcluster login --url https://portal.example --user anna"})
final class LoginCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Override
    public void run() {
        try (Portal portal = options.openByPassword()) {
            PortalClient client = portal.client();
            SessionFile file = SessionFile.of(client.where());
            Optional<StoredSession> before = readable(file);
            Answer answer = portal.send("POST", "/login",
                    new RequestBody().with("username", client.user())
                            .with("password", client.password().orElseThrow())
                            .json());
            StoredSession session = session(client.where(), portal.object(answer));
            file.write(session);
            before.ifPresent(old -> options.endSession(old));
            JsonObject shown = new JsonObject().put("url", client.where().toString())
                    .put("user", session.user())
                    .put("expires_at", session.expiresAt().toString());
            portal.done(new Answer(answer.status(), null, shown.encode()), "Logged in as " + session.user() + " at "
                    + client.where() + " until " + ValueFormat.time(session.expiresAt().toString()) + ".");
        }
    }

    /** One that nobody can read is replaced all the same. */
    private static Optional<StoredSession> readable(SessionFile file) {
        try {
            return file.read();
        } catch (CommandException e) {
            return Optional.empty();
        }
    }

    private static StoredSession session(URI where, JsonObject said) {
        try {
            return new StoredSession(where, said.getJsonObject("user").getString("username"),
                    new Secret(said.getString("token")), Instant.parse(said.getString("expires_at")));
        } catch (ClassCastException | NullPointerException | DateTimeException e) {
            CommandException failed = new CommandException(ExitCodes.UNREACHABLE,
                    "what answers at " + where + " gave no token. Is it a portal?");
            failed.initCause(e);
            throw failed;
        }
    }
}
