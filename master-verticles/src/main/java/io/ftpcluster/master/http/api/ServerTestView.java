package io.ftpcluster.master.http.api;

import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.Report;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.text.EnumNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a test of a server looks from outside, in JSON and in the page's model alike. */
final class ServerTestView {

    private ServerTestView() {}

    static Map<String, Object> of(Report report) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("ok", report.ok());
        view.put("summary", summary(report));
        view.put("server", Views.server(report.server()));
        view.put("tested_as", report.testedAs() == null ? null : testedAs(report.testedAs()));
        view.put("started_at", report.startedAt().toString());
        view.put("millis", report.millis());
        view.put("steps", Views.list(report.steps(), ServerTestView::step));
        return view;
    }

    private static Map<String, Object> testedAs(Permission permission) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("permission_id", permission.id());
        view.put("username", permission.username());
        view.put("ftp_username", permission.ftpUsername());
        return view;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", EnumNames.of(step.name()));
        view.put("title", Labels.of(step.name()));
        view.put("outcome", EnumNames.of(step.outcome()));
        view.put("millis", step.millis());
        view.put("detail", step.detail());
        view.put("advice", step.advice());
        return view;
    }

    /** The one sentence that counts, and what to do. */
    private static String summary(Report report) {
        Optional<Step> failed = with(Outcome.FAILED, report).findFirst();
        if (failed.isPresent()) {
            String why = failed.get().detail().lines().reduce((first, last) -> last).orElse("");
            return (Labels.of(failed.get().name()) + " failed: " + why + " " + failed.get().advice()).strip();
        }
        List<String> warnings = with(Outcome.WARNING, report).map(step -> Labels.of(step.name())).toList();
        String worked = report.testedAs() == null
                ? "What can be tried without a login works; grant a permission to test the rest."
                : "All is well.";
        if (warnings.isEmpty()) {
            return worked;
        }
        return (report.testedAs() == null ? worked : "It works.") + " Look at: " + String.join(", ", warnings) + ".";
    }

    private static Stream<Step> with(Outcome outcome, Report report) {
        return report.steps().stream().filter(step -> step.outcome() == outcome);
    }
}
