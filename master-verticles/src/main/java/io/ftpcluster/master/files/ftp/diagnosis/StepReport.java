package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The steps of one test so far. After one that failed the rest is not tried. Not thread-safe. */
public final class StepReport {

    private final Failures failures;
    private final BooleanSupplier over;
    private final List<Step> steps = new ArrayList<>();
    private Name broken;

    /** What a step does. */
    public interface Work {
        public void run(StepResult result) throws IOException;
    }

    /**
     * Why a step failed.
     *
     * @param silent whether something did not answer in time
     */
    record StepError(String what, boolean silent) {

        boolean says(String words) {
            return what.toLowerCase(Locale.ROOT).contains(words);
        }
    }

    /** What to do about trouble; null: what the failure itself suggests. */
    public interface Hints {
        Hints USUAL = trouble -> null;

        String about(StepError trouble);
    }

    /** @param over whether the time for the whole test is up, and so its connection was closed */
    public StepReport(Failures failures, BooleanSupplier over) {
        this.failures = failures;
        this.over = over;
    }

    public boolean isBroken() {
        return broken != null;
    }

    /** The first step that failed; there must be one. */
    public Step failed() {
        return steps.stream().filter(step -> step.name() == broken).findFirst().orElseThrow();
    }

    /** Does nothing after a failure. */
    public void run(Name name, Hints advice, Work work) {
        if (!isBroken()) {
            attempt(name, advice, work);
        }
    }

    /** Even after a failure: what must be cleaned up. */
    void attempt(Name name, Hints advice, Work work) {
        StepResult result = new StepResult();
        long start = System.nanoTime();
        try {
            work.run(result);
        } catch (IOException | FailureException e) {
            explain(result, advice, e);
        }
        add(name, result, System.nanoTime() - start);
    }

    void explain(StepResult result, Hints advice, Exception cause) {
        FailureException failure = cause instanceof IOException e
                ? failures.from(io.ftpcluster.master.files.ftp.reply.FtpOperation.TRANSFER, e)
                : (FailureException) cause;
        String what = failure.failure().detail();
        String remedy = "";
        if (failure instanceof Failures.Explained known) {
            what = known.what();
            remedy = known.remedy();
        }
        if (over.getAsBoolean()) {
            what = "the time for the whole test was up while this step was waiting";
            remedy = "The server is very slow, or something drops packets: look at its load and at the network.";
        }
        boolean known = failure instanceof Failures.Explained explained && explained.isKnown() && !over.getAsBoolean();
        String better = known
                ? null
                : advice.about(new StepError(what, failure.failure().code() == FailureCode.BACKEND_TIMEOUT));
        result.fail(sentence(what), better == null ? remedy : better);
    }

    private static String sentence(String what) {
        String text = what.isEmpty() ? "It failed" : what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
        return text.endsWith(".") ? text : text + ".";
    }

    void add(Name name, StepResult result, long nanos) {
        if (result.hasFailed() && broken == null) {
            broken = name;
        }
        steps.add(result.toStep(name, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    public void skip(Name name, String why) {
        if (!isBroken()) {
            StepResult result = new StepResult();
            result.skip(why);
            add(name, result, 0);
        }
    }

    /** Takes back what was said about a way that led nowhere. */
    void forget(Name name) {
        steps.removeIf(step -> step.name() == name);
    }

    /** All steps in their order; those that were never reached are there as skipped. */
    public List<Step> finish() {
        Set<Name> known = new HashSet<>();
        steps.forEach(step -> known.add(step.name()));
        String why = broken == null ? "Not tried." : "Not tried because " + Labels.shortOf(broken) + " failed.";
        for (Name name : Name.values()) {
            if (!known.contains(name)) {
                StepResult result = new StepResult();
                result.skip(why);
                steps.add(result.toStep(name, 0));
            }
        }
        return steps.stream().sorted(Comparator.comparing(Step::name)).toList();
    }
}
