package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /jobs}. */
@Command(name = "job", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Work on servers that takes minutes, and how it goes.", synopsisSubcommandLabel = "VERB")
final class JobCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "Jobs, the newest first.", footer = {"", "Examples:", "  ftpcluster job list",
            "  ftpcluster job list --server alpha --limit 10"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--server", paramLabel = "ALIAS", description = "Of this server only.") String server,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).") Integer limit) {
        try (Portal portal = options.open()) {
            QueryString query = new QueryString("/jobs").with("server_id", server).with("limit", limit);
            portal.show(portal.get(query.path()), found -> {
                Table table = new Table("ID", "KIND", "SERVER", "STATE", "BEGUN", "ENDED", "BY").whole("ID", "BEGUN",
                        "ENDED");
                Answer.list(found, "jobs")
                        .forEach(job -> table.row(job.getString("id"), job.getString("kind"), job.getString("alias"),
                                job.getString("state"), ValueFormat.when(job.getString("created_at")),
                                ValueFormat.when(job.getString("ended_at")), job.getString("username")));
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "show", description = "A job and its steps.", footer = {"", "Example:",
            "  ftpcluster job show 01977d3e-..."})
    void show(@Mixin PortalOptions options, @Parameters(paramLabel = "ID", description = "Of the job.") String id) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(path(id)), job -> {
                JsonObject head = job.copy();
                head.remove("steps");
                StringBuilder text = new StringBuilder(ValueFormat.details(head)).append('\n');
                Answer.list(job, "steps").forEach(step -> text.append(JobWatch.line(step)).append('\n'));
                return text.toString();
            });
        }
    }

    @Command(name = "watch", description = "Shows a job's steps until its end; exit code 0 when it succeeded, else 1.", footer = {
            "", "Example:", "  ftpcluster job watch 01977d3e-... --timeout 10m"})
    void watch(@Mixin PortalOptions options, @Mixin Polling waiting,
            @Parameters(paramLabel = "ID", description = "Of the job.") String id) {
        try (Portal portal = options.open()) {
            new JobWatch(portal, waiting).toTheEnd(id);
        }
    }

    @Command(name = "cancel", description = "Stops a job; what is done stays done.", footer = {"", "Example:",
            "  ftpcluster job cancel 01977d3e-..."})
    void cancel(@Mixin PortalOptions options, @Parameters(paramLabel = "ID", description = "Of the job.") String id) {
        try (Portal portal = options.open()) {
            Answer cancelled = portal.send("POST", path(id) + "/cancel", null);
            String state = portal.object(cancelled).getString("state");
            portal.done(cancelled,
                    "running".equals(state)
                            ? "Stops the job " + id + "."
                            : "The job " + id + " has ended: " + state + ".");
        }
    }

    @Command(name = "retry", description = "Goes on with a job from the first step that isn't done. Password or key are needed again.", footer = {
            "", "Example:", "  ftpcluster job retry 01977d3e-... --ssh-key ~/.ssh/id_ed25519 --wait"})
    void retry(@Mixin PortalOptions options, @Mixin SshCredentials credentials, @Mixin Polling waiting,
            @Option(names = "--wait", description = "Shows the steps until the job's end; exit code 1 when it fails.") boolean wait,
            @Parameters(paramLabel = "ID", description = "Of the job.") String id) {
        try (Portal portal = options.open()) {
            Answer begun = portal.send("POST", path(id) + "/retry", credentials.into(new RequestBody()).json());
            SshJob.begun(portal, begun, waiting, wait);
        }
    }

    private static String path(String id) {
        return "/jobs/" + segment(id);
    }
}
