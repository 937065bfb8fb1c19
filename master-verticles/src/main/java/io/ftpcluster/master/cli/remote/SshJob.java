package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.text.Printable;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a job of the portal on one machine, once the machine's host key is confirmed. */
final class SshJob {

    /** The portal looks at the host key meanwhile. */
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String FINGERPRINT = "host_key_fingerprint";

    @Mixin
    private SshCredentials credentials;

    @Mixin
    private Polling waiting;

    @Option(names = "--ssh-user", paramLabel = "NAME", defaultValue = "root", description = "Who logs in: root, or somebody who may use sudo (default: ${DEFAULT-VALUE}).")
    private String user;

    @Option(names = "--ssh-host", paramLabel = "HOST", description = "Default: the server's host.")
    private String host;

    @Option(names = "--ssh-port", paramLabel = "N", description = "Default: 22.")
    private Integer port;

    @Option(names = "--host-key", paramLabel = "SHA256:...", description = "The machine's host key, as ssh-keygen -lf tells it. Otherwise it is shown to be confirmed.")
    private String hostKey;

    @Option(names = "--wait", description = "Shows the steps until the job's end; exit code 1 when it fails.")
    private boolean wait;

    /** @param verb of the API */
    void begin(Portal portal, String alias, String verb, RequestBody more) {
        JsonObject body = login(more).with("ssh_host", host).with(FINGERPRINT, hostKey).json();
        String path = ServerPath.of(alias, verb);
        Answer answer = portal.attempt("POST", path, body, PATIENCE);
        JsonObject problem = answer.json().orElse(new JsonObject());
        if (answer.status() == 409 && problem.getValue(FINGERPRINT) instanceof String seen) {
            confirm(portal, alias, answer, problem);
            answer = portal.attempt("POST", path, body.put(FINGERPRINT, seen), PATIENCE);
        }
        begun(portal, portal.checked(answer), waiting, wait);
    }

    RequestBody login(RequestBody more) {
        return credentials.into(more.with("ssh_user", user).with("ssh_port", port));
    }

    void refuseWhatIsForOne() {
        if (host != null || hostKey != null) {
            throw new CommandException(ExitCodes.USAGE,
                    "--ssh-host and --host-key are for one machine; a list has them in its lines");
        }
    }

    /** One after the other, where that is asked for; fails when any failed. */
    void awaitAll(Portal portal, List<String> jobs) {
        List<String> failed = new ArrayList<>();
        for (String job : wait ? jobs : List.<String>of()) {
            try {
                new JobWatch(portal, waiting).toTheEnd(job);
            } catch (CommandException e) {
                if (e.exitCode() != ExitCodes.REFUSED) {
                    throw e;
                }
                portal.screen().remark(e.getMessage());
                failed.add(job);
            }
        }
        if (!failed.isEmpty()) {
            throw new CommandException(ExitCodes.REFUSED, failed.size() + " of " + jobs.size() + " jobs failed");
        }
    }

    private static void confirm(Portal portal, String alias, Answer answer, JsonObject key) {
        CommandOutput screen = portal.screen();
        if (screen.isJson()) {
            screen.json(answer);
        }
        if (screen.isJson() || Terminal.console().isEmpty()) {
            throw new CommandException(ExitCodes.REFUSED,
                    portal.refusal(answer).getMessage() + " Here that is: --host-key " + key.getString(FINGERPRINT));
        }
        screen.say("The host key of " + alias + " is " + key.getString("host_key_type") + " "
                + key.getString(FINGERPRINT) + ".");
        String known = key.getString("known_host_key_fingerprint");
        if (known != null && !known.equals(key.getString(FINGERPRINT))) {
            screen.say("IT HAS CHANGED since " + ValueFormat.time(key.getString("known_host_key_at")) + ", when it was "
                    + known + ". If the machine wasn't installed anew, somebody may be in between.");
        } else if (known != null) {
            screen.say("It was the same on " + ValueFormat.time(key.getString("known_host_key_at")) + ".");
        }
        screen.say("Compare it with what this says on the machine: ssh-keygen -lf /etc/ssh/ssh_host_"
                + Printable.line(keyFile(key.getString("host_key_type"))) + "_key.pub");
        if (!Confirmation.asked("Is it the machine's?", "use --host-key")) {
            throw new CommandException(ExitCodes.REFUSED, "nothing was begun");
        }
    }

    private static String keyFile(String type) {
        return type.contains("ed25519") ? "ed25519" : type.contains("ecdsa") ? "ecdsa" : "rsa";
    }

    /** @param begun an answer with the job's id */
    static void begun(Portal portal, Answer begun, Polling waiting, boolean wait) {
        JsonObject job = portal.object(begun);
        String id = job.getString("job_id", job.getString("id"));
        if (wait) {
            portal.screen().remark("The job " + id + " has begun.");
            new JobWatch(portal, waiting).toTheEnd(id);
        } else {
            portal.done(begun, "The job " + id + " has begun. To see it: ftpcluster job watch " + id);
        }
    }
}
