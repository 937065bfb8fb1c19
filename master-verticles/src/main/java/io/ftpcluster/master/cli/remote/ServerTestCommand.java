package io.ftpcluster.master.cli.remote;

import io.ftpcluster.text.Printable;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code POST /servers/{id}/test}. */
@Command(name = "test", description = "Tries what users' requests do, step by step, and says what to do about what fails. Takes up to a minute and a half; exit code 1 when something fails.", footer = {
        "", "Examples:", "  ftpcluster server test alpha", "  ftpcluster server test alpha --as anna"})
final class ServerTestCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String INDENT = "            ";

    @Mixin
    private PortalOptions options;

    @Option(names = "--as", paramLabel = "USER", description = "Whose login is used (default: the first permission's).")
    private String username;

    @Option(names = "--permission", paramLabel = "ID", description = "Whose login is used, where a user has several.")
    private String permission;

    @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public Integer call() {
        try (Portal portal = options.open()) {
            Answer tested = portal.send("POST", ServerPath.of(alias, "test"),
                    new RequestBody().with("username", username).with("permission_id", permission).json(), PATIENCE);
            portal.show(tested, ServerTestCommand::report);
            return portal.object(tested).getBoolean("ok", false) ? 0 : ExitCodes.REFUSED;
        }
    }

    private static String report(JsonObject test) {
        StringBuilder text = new StringBuilder();
        for (JsonObject step : Answer.list(test, "steps")) {
            String outcome = Printable.line(step.getString("outcome"));
            text.append(outcome)
                    .append(" ".repeat(Math.max(1, INDENT.length() - outcome.length())))
                    .append(Printable.line(step.getString("title")))
                    .append(outcome.equals("skipped") ? "" : " (" + step.getInteger("millis") + " ms)")
                    .append('\n');
            append(text, step.getString("detail", ""), "");
            append(text, step.getString("advice", ""), "-> ");
        }
        return text.append(Printable.line(test.getString("summary"))).append('\n').toString();
    }

    private static void append(StringBuilder text, String lines, String mark) {
        lines.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append(INDENT).append(mark).append(Printable.line(line)).append('\n'));
    }
}
