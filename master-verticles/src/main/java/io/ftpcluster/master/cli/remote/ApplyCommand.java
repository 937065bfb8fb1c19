package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.VersionOption;
import io.ftpcluster.master.cli.fleet.Change.Action;
import io.ftpcluster.master.cli.fleet.Change;
import io.ftpcluster.master.cli.fleet.FleetFile;
import io.ftpcluster.master.cli.fleet.FleetFileException;
import io.ftpcluster.master.cli.fleet.Plan;
import io.ftpcluster.master.cli.fleet.Planner;
import io.ftpcluster.master.cli.fleet.Problem;
import io.ftpcluster.master.cli.remote.PlanExecution.Outcome;
import io.ftpcluster.master.cli.remote.PlanExecution.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a portal to what a fleet file says. */
@Command(name = "apply", versionProvider = VersionOption.class, description = "Makes servers, users, stored logins and permissions what a YAML file says they are. What isn't in the file stays, unless --prune is given. Shows what there is to do; a second time there is nothing.", footer = {
        "", "Examples:", "  ftpcluster apply -f fleet.yaml --dry-run",
        "  ftpcluster apply -f fleet.yaml --generate-passwords new-passwords"})
final class ApplyCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Mixin
    private Confirmation meant;

    @Option(names = {"-f",
            "--file"}, required = true, paramLabel = "FILE", description = "What is to be, as export writes it; - is standard input.")
    private Path file;

    @Option(names = "--dry-run", description = "Only shows what there is to do.")
    private boolean dryRun;

    @Option(names = "--prune", description = "Removes what isn't in the file, of those kinds that the file has a section of; asks before.")
    private boolean prune;

    @Option(names = "--update-secrets", description = "Sends passwords of what is there already again, too; they can't be compared. A user's new password ends his sessions.")
    private boolean updateSecrets;

    @Option(names = "--generate-passwords", paramLabel = "FILE", description = "Makes passwords up for new users that have none in the file, and writes them to this new file, for you alone to read.")
    private Path generated;

    @Override
    public void run() {
        CommandOutput screen = options.screen();
        FleetSource source = new FleetSource(file, screen);
        // Before anybody is asked for a password; that may be the first line of standard input.
        Optional<FleetFile> early = source.isStandardInput() ? Optional.empty() : Optional.of(source.read());
        try (Portal portal = options.open()) {
            FleetFile fleet = early.orElseGet(source::read);
            try {
                Plan plan = Planner.plan(fleet, FleetListing.of(portal),
                        new Planner.Options(prune, updateSecrets, portal.client().user()));
                Map<Change, Map<String, Secret>> secrets = secrets(source, plan, portal.screen());
                PlanReport report = new PlanReport(portal.screen(), plan, dryRun);
                report.plan();
                requirePasswords(plan, portal.screen());
                if (dryRun) {
                    report.end(List.of());
                } else {
                    apply(portal, plan, secrets, report);
                }
            } catch (FleetFileException e) {
                throw source.refused(e);
            }
        }
    }

    /** All of them, before the first change. */
    private Map<Change, Map<String, Secret>> secrets(FleetSource source, Plan plan, CommandOutput screen)
            throws FleetFileException {
        Map<Change, Map<String, Secret>> all = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Change change : plan.changes()) {
            Map<String, Secret> values = new LinkedHashMap<>();
            change.secrets().forEach((name, from) -> {
                try {
                    values.put(name, source.secret(from));
                } catch (FleetFileException e) {
                    e.problems()
                            .forEach(one -> problems
                                    .add(new Problem(one.line(), change.key() + ": " + name + ": " + one.text())));
                }
            });
            all.put(change, values);
        }
        if (!problems.isEmpty() && !dryRun) {
            throw new FleetFileException(problems);
        }
        // Whoever only looks may not have them.
        problems.forEach(one -> screen.remark("line " + one.line() + ": " + one.text()));
        return all;
    }

    private void requirePasswords(Plan plan, CommandOutput screen) {
        List<Change> without = plan.withoutPassword();
        if (without.isEmpty() || generated != null) {
            return;
        }
        String line = without.size() + " new user" + (without.size() == 1 ? "" : "s")
                + " without a password in the file (" + without.getFirst().key().names().getFirst()
                + (without.size() == 1 ? "" : ", ...")
                + "): add password: {file: PATH} or {env: NAME}, or use --generate-passwords FILE";
        if (!dryRun) {
            throw new CommandException(ExitCodes.USAGE, line + "; nothing was changed");
        }
        screen.remark(line);
    }

    private void apply(Portal portal, Plan plan, Map<Change, Map<String, Secret>> secrets, PlanReport report) {
        int removals = plan.count(Action.REMOVE);
        if (removals > 0) {
            meant.of("Remove those " + removals + " from " + portal.client().where() + "?");
        }
        boolean makes = generated != null && !plan.withoutPassword().isEmpty();
        try (NewPasswords passwords = makes ? new NewPasswords(generated) : null) {
            PlanExecution execution = new PlanExecution(portal, plan, secrets, Optional.ofNullable(passwords));
            List<Outcome> outcomes = execution.run();
            report.end(outcomes);
            if (makes) {
                portal.screen().remark("The passwords of new users are in " + generated + ".");
            }
            end(outcomes, execution.unreachable());
        }
    }

    private static void end(List<Outcome> outcomes, Optional<CommandException> unreachable) {
        long done = outcomes.stream().filter(outcome -> outcome.state() == State.DONE).count();
        String line = done + " of " + outcomes.size() + " changes were made; the same command goes on";
        if (unreachable.isPresent()) {
            CommandException failed = new CommandException(unreachable.get().exitCode(),
                    unreachable.get().getMessage() + " (" + line + ")");
            failed.initCause(unreachable.get());
            throw failed;
        }
        if (done < outcomes.size()) {
            throw new CommandException(ExitCodes.REFUSED, line);
        }
    }
}
