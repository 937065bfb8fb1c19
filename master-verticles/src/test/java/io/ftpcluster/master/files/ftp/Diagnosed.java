package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Permissions.Right;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The steps of one test of a server, and what tests expect of them. */
record Diagnosed(List<Step> steps) {

    static final Duration MINUTE = Duration.ofSeconds(60);

    static Diagnosed of(RemoteLogin login) {
        return of(login, EnumSet.allOf(Right.class), Harness.LIMITS, Harness.TRUST, MINUTE);
    }

    static Diagnosed of(RemoteLogin login, Set<Right> rights, Config.Ftp limits, SystemTrust trust, Duration whole) {
        try (FtpDiagnosis diagnosis = new FtpDiagnosis(limits, trust, whole)) {
            Diagnosed diagnosed = new Diagnosed(diagnosis.run(login, rights));
            diagnosed.isComplete(login.password().value());
            return diagnosed;
        }
    }

    private void isComplete(String password) {
        assertEquals(List.of(Name.values()), steps.stream().map(Step::name).toList());
        for (Step step : steps) {
            assertFalse(step.detail().isBlank(), step::toString);
            assertFalse((step.detail() + step.advice()).contains(password), step::toString);
            assertTrue(step.detail().lines().allMatch(line -> line.chars().noneMatch(Character::isISOControl)),
                    step::toString);
            assertTrue(step.detail().length() < 8000 && step.advice().length() < 1000, step::toString);
            if (step.outcome() == Outcome.FAILED || step.outcome() == Outcome.WARNING) {
                assertFalse(step.advice().isBlank(), step::toString);
            }
        }
    }

    Step step(Name name) {
        return steps.stream().filter(step -> step.name() == name).findFirst().orElseThrow();
    }

    /** Checks the outcome, and that detail and advice together say all of it. */
    Diagnosed has(Name name, Outcome outcome, String... parts) {
        assertEquals(outcome, step(name).outcome(), this::toString);
        String text = step(name).detail() + "\n" + step(name).advice();
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "no '" + part + "' in " + text);
        }
        return this;
    }

    /** Checks that nothing failed before, and that nothing was tried after but to clean up. */
    Diagnosed fails(Name name, String... parts) {
        has(name, Outcome.FAILED, parts);
        for (Step step : steps) {
            int order = step.name().compareTo(name);
            boolean maySkip = Set.of(Name.GREETING, Name.TLS, Name.DATA_TLS).contains(step.name());
            if (order < 0 && !maySkip) {
                assertTrue(Set.of(Outcome.OK, Outcome.WARNING).contains(step.outcome()), this::toString);
            }
            if (order > 0 && step.name() != Name.DELETE) {
                assertEquals(Outcome.SKIPPED, step.outcome(), this::toString);
            }
        }
        return this;
    }

    /** Checks that all steps went well but for those. */
    Diagnosed isWellBut(Name... others) {
        Set<Name> but = Set.of(others);
        steps.stream()
                .filter(step -> !but.contains(step.name()))
                .forEach(step -> assertEquals(Outcome.OK, step.outcome(), this::toString));
        return this;
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder();
        steps.forEach(step -> all.append('\n')
                .append(step.name())
                .append(' ')
                .append(step.outcome())
                .append(' ')
                .append(step.millis())
                .append(" ms: ")
                .append(step.detail())
                .append(" => ")
                .append(step.advice()));
        return all.toString();
    }
}
