package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.Step;
import java.util.ArrayList;
import java.util.List;

/** What one step of a test finds: a few lines, how it ended, and what to do about it. Not thread-safe. */
public final class StepResult {

    private static final int LINES = 20;

    private final List<String> lines = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private Outcome outcome = Outcome.OK;

    /** What comes from a server must be printable already. */
    public StepResult say(String line) {
        if (lines.size() < LINES) {
            lines.add(line);
        }
        return this;
    }

    public void warn(String line, String whatToDo) {
        say(line);
        advice.add(whatToDo);
        if (outcome == Outcome.OK) {
            outcome = Outcome.WARNING;
        }
    }

    void fail(String line, String whatToDo) {
        say(line);
        advice.add(0, whatToDo);
        outcome = Outcome.FAILED;
    }

    void skip(String why) {
        say(why);
        outcome = Outcome.SKIPPED;
    }

    boolean hasFailed() {
        return outcome == Outcome.FAILED;
    }

    Step toStep(Name name, long millis) {
        return new Step(name, outcome, millis, String.join("\n", lines), String.join(" ", advice).strip());
    }
}
