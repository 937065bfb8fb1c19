package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.Report;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a byte go in and out by the portal's own test of a server: with a permission that is there, or with one that is made for it,
 * whose account its agent makes and removes again.
 */
final class TransferCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TransferCheck.class);
    /** The system user that is there for the test only. */
    private static final String PROBE = "ftpcluster-probe";
    private static final String REMEDY = "Look at journalctl -u ftpcluster-agent there, and retry.";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Bus bus;
    private final Job job;
    private final StopSignal stop;
    private final StepWriter progress;

    TransferCheck(Bus bus, Job job, StopSignal stop, StepWriter progress) {
        this.bus = bus;
        this.job = job;
        this.stop = stop;
        this.progress = progress;
    }

    /** @param accounts whether the server's daemon lets in the accounts that its agent makes */
    String run(boolean accounts) throws StepException, JobStoppedException {
        List<Permission> all = permissions();
        Optional<Permission> own = all.stream().filter(permission -> !isProbe(permission)).findFirst();
        all.stream().filter(TransferCheck::isProbe).forEach(this::remove);
        if (own.isPresent()) {
            return diagnose(own.get().id());
        }
        return accounts ? withProbe() : diagnose(null);
    }

    private List<Permission> permissions() throws StepException, JobStoppedException {
        return stop.await(bus.request(Permissions.LIST, new Permissions.FindAll(null, job.serverId()))).permissions();
    }

    private static boolean isProbe(Permission permission) {
        return permission.ftpUsername().equals(PROBE);
    }

    private String withProbe() throws StepException, JobStoppedException {
        awaitRemoval();
        progress.show("making an account for the test");
        Permission probe = stop.await(bus.request(Permissions.CREATE,
                new Permissions.Create(Actor.SYSTEM, job.username(), job.serverId(), PROBE, null, null, null)));
        try {
            awaitAccount(probe);
            progress.show("putting a byte in and out");
            return diagnose(probe.id());
        } finally {
            remove(probe);
        }
    }

    /** Of what an earlier test has left: its account goes when the agent is there, which it may not have been. */
    private void awaitRemoval() throws StepException, JobStoppedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<Account> left = left();
        while (left.isPresent() || permissions().stream().anyMatch(TransferCheck::isProbe)) {
            if (System.nanoTime() - end > 0) {
                throw new StepException("The account " + PROBE + " of an earlier test is still there on " + job.alias()
                        + ": " + left.map(TransferCheck::words).orElse("") + " " + REMEDY);
            }
            progress.show("waits until the account of an earlier test is removed");
            stop.pause(LOOK);
            stop.check();
            left = left();
        }
    }

    private Optional<Account> left() throws StepException, JobStoppedException {
        return accounts().stream()
                .filter(account -> account.name().equals(PROBE) && account.state() != State.REMOVED)
                .findFirst();
    }

    private List<Account> accounts() throws StepException, JobStoppedException {
        return stop.await(bus.request(Accounts.LIST, new Accounts.Find(job.serverId(), null, Accounts.Find.MAX)))
                .accounts();
    }

    private static String words(Account account) {
        return Printable.line((Labels.of(account.state()) + ". " + account.detail()).strip());
    }

    /** Done by whoever makes accounts, also when this job has been stopped. */
    private void remove(Permission probe) {
        bus.request(Permissions.DELETE, new Permissions.Delete(Actor.SYSTEM, probe.id(), LeftFiles.REMOVE))
                .onFailure(cause -> LOG.warn(
                        "The permission of {} for {}, which was for a test only, could not be removed ({}). Remove it on"
                                + " the page Permissions; the next job of the server does so too",
                        probe.username(), PROBE, cause.getMessage()));
    }

    private void awaitAccount(Permission probe) throws StepException, JobStoppedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String why = "";
        while (System.nanoTime() < end) {
            stop.check();
            Optional<Account> account = accounts().stream()
                    .filter(found -> probe.id().equals(found.permissionId()))
                    .findFirst();
            if (account.isPresent() && account.get().state() == State.WORKING) {
                return;
            }
            why = account.map(TransferCheck::words).orElse("");
            if (account.isPresent() && account.get().state() == State.FAILED) {
                break;
            }
            stop.pause(LOOK);
        }
        throw new StepException("The account " + PROBE + " for the test could not be used on " + job.alias() + ": "
                + why + " " + REMEDY);
    }

    /** @param permission null: the test ends before the login */
    private String diagnose(String permission) throws StepException, JobStoppedException {
        Report report = stop
                .await(bus.request(Diagnosis.RUN, new Diagnosis.Run(Actor.SYSTEM, job.serverId(), permission, null)));
        Optional<Step> failed = report.steps().stream().filter(step -> step.outcome() == Outcome.FAILED).findFirst();
        if (failed.isPresent()) {
            Step step = failed.get();
            throw new StepException("The test of " + job.alias() + " failed at: " + Labels.of(step.name()) + ". "
                    + Printable.line((step.detail() + " " + step.advice()).strip()));
        }
        return report.testedAs() == null
                ? "it answers by FTP; nobody has a permission on it yet, so no login was tried"
                : "a byte went in and out as " + report.testedAs().ftpUsername();
    }
}
