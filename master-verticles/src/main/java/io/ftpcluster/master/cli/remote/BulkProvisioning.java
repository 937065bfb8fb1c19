package io.ftpcluster.master.cli.remote;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Machines of a list that are registered and set up by one credential, once their host keys are confirmed. */
final class BulkProvisioning {

    /** The portal looks at 100 host keys, eight at a time. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long MOST_BYTES = 1L << 20;

    private final Portal portal;
    private final SshJob job;

    BulkProvisioning(Portal portal, SshJob job) {
        this.portal = portal;
        this.job = job;
    }

    void begin(Path file, RequestBody more) {
        job.refuseWhatIsForOne();
        JsonObject body = job.login(more).json().put("hosts", new JsonArray(lines(file)));
        Answer answer = portal.attempt("POST", "/provision", body, PATIENCE);
        JsonObject problem = answer.json().orElse(new JsonObject());
        if (answer.status() == 409 && problem.getValue("hosts") instanceof JsonArray completed) {
            confirm(answer, problem);
            answer = portal.attempt("POST", "/provision", body.put("hosts", completed), PATIENCE);
        }
        begun(portal.checked(answer));
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandException(ExitCodes.USAGE, "--hosts: " + file + " is too large for a list of 100");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            CommandException failed = new CommandException(ExitCodes.USAGE,
                    "--hosts: can't read " + file + ": " + FileProblem.text(e));
            failed.initCause(e);
            throw failed;
        }
    }

    private void confirm(Answer answer, JsonObject problem) {
        CommandOutput screen = portal.screen();
        if (screen.isJson()) {
            portal.checked(answer);
        }
        Table table = new Table("ALIAS", "HOST", "PORT", "KEY", "FINGERPRINT").whole("FINGERPRINT");
        boolean seen = true;
        for (JsonObject key : Answer.list(problem, "keys")) {
            String error = key.getString("error");
            seen &= error == null;
            table.row(key.getString("alias"), key.getString("host"), key.getInteger("ssh_port"),
                    key.getString("host_key_type"), error == null ? key.getString("host_key_fingerprint") : error);
        }
        // Never shortened: fingerprints are to be compared, and the lines to be kept.
        screen.print(table.text(Optional.empty()));
        if (!seen) {
            throw new CommandException(ExitCodes.REFUSED, "nothing was made: not all host keys could be seen");
        }
        if (Terminal.console().isEmpty()) {
            screen.say("");
            problem.getJsonArray("hosts").forEach(line -> screen.say(String.valueOf(line)));
            throw new CommandException(ExitCodes.REFUSED,
                    "nothing was made: compare the host keys, and put the lines above, which have them, into the list");
        }
        if (!Confirmation.asked("Are these the machines'?", "put the fingerprints into the list")) {
            throw new CommandException(ExitCodes.REFUSED, "nothing was made");
        }
    }

    private void begun(Answer begun) {
        JsonObject all = portal.object(begun);
        portal.show(begun, made -> {
            Table table = new Table("ALIAS", "JOB", "ERROR").whole("JOB");
            Answer.list(made, "jobs")
                    .forEach(each -> table.row(each.getString("alias"), each.getString("job_id"),
                            each.getString("error")));
            return table.text(portal.screen().width());
        });
        long failed = Answer.list(all, "jobs").stream().filter(each -> each.getString("job_id") == null).count();
        if (failed > 0) {
            throw new CommandException(ExitCodes.REFUSED, "no job could be begun for " + failed + " of "
                    + Answer.list(all, "jobs").size() + " machines; their lines say why");
        }
        job.awaitAll(portal, Answer.list(all, "jobs").stream().map(each -> each.getString("job_id")).toList());
    }
}
