package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A portal that is asked, and where its answers are shown. What it refuses ends the command. */
public final class Portal implements AutoCloseable {

    private final PortalClient client;
    private final CommandOutput screen;

    Portal(PortalClient client, CommandOutput screen) {
        this.client = client;
        this.screen = screen;
    }

    public CommandOutput screen() {
        return screen;
    }

    Answer get(String path) {
        return checked(client.send("GET", path, null, PortalClient.PATIENCE));
    }

    /** The object that it answers. */
    JsonObject find(String path) {
        return object(get(path));
    }

    JsonObject object(Answer answer) {
        return answer.json().orElseThrow(() -> noPortal(answer));
    }

    /** @param body null: none */
    Answer send(String method, String path, JsonObject body) {
        return send(method, path, body, PortalClient.PATIENCE);
    }

    public Answer send(String method, String path, JsonObject body, Duration patience) {
        return checked(attempt(method, path, body, patience));
    }

    /** A refusal, too, is returned. */
    public Answer attempt(String method, String path, JsonObject body, Duration patience) {
        return client.send(method, path, body, patience);
    }

    public PortalClient client() {
        return client;
    }

    /** Shows a list or an object: to people as that makes it, else as it is. */
    void show(Answer answer, Function<JsonObject, String> people) {
        if (screen.isJson()) {
            screen.json(answer);
        } else {
            screen.print(people.apply(object(answer)));
        }
    }

    /** Says what was done; else shows what the portal said, if anything. */
    void done(Answer answer, String line) {
        if (screen.isJson()) {
            screen.json(answer);
        } else {
            screen.say(line);
        }
    }

    public Answer checked(Answer answer) {
        if (answer.isDone()) {
            return answer;
        }
        if (screen.isJson() && answer.json().isPresent()) {
            screen.json(answer);
        }
        throw refusal(answer);
    }

    public CommandException refusal(Answer answer) {
        JsonObject problem = answer.json().filter(json -> json.getValue("detail") instanceof String).orElse(null);
        if (answer.status() >= 300 && answer.status() < 400) {
            return new CommandException(ExitCodes.UNREACHABLE,
                    "what answers at " + client.where() + " sends on to " + answer.sentTo()
                            + ", which is not followed as the password would go along: if that is the portal,"
                            + " give its URL by --url or FTPCLUSTER_URL");
        }
        if (problem == null) {
            return noPortal(answer);
        }
        return new CommandException(ExitCodes.REFUSED, switch (answer.status()) {
            case 401 -> client.isSession()
                    ? sessionEnded(client.user(), client.where())
                    : "the portal at " + client.where() + " doesn't take the password of " + client.user() + ": set"
                            + " FTPCLUSTER_USER and FTPCLUSTER_PASSWORD, or --user and --password-file";
            case 403 ->
                words(problem) + " (asked as " + client.user() + "; --user or FTPCLUSTER_USER names another one)";
            default -> words(problem);
        });
    }

    static String sessionEnded(String user, URI where) {
        return "the login of " + user + " at " + where + " has ended: log in again (ftpcluster login --url " + where
                + " --user " + user + ")";
    }

    /** The problem's detail with what is wrong with which field. */
    private static String words(JsonObject problem) {
        String fields = Answer.list(problem, "errors")
                .stream()
                .filter(error -> !problem.getString("detail").contains(error.getString("field") + ":"))
                .map(error -> error.getString("field") + ": " + error.getString("detail"))
                .collect(Collectors.joining("; "));
        return problem.getString("detail") + (fields.isEmpty() ? "" : " " + fields);
    }

    private CommandException noPortal(Answer answer) {
        return new CommandException(ExitCodes.UNREACHABLE, "what answers at " + client.where() + " is no portal (HTTP "
                + answer.status() + "). Is the URL right (--url, FTPCLUSTER_URL), and does the portal run behind it?");
    }

    @Override
    public void close() {
        client.close();
    }
}
