package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.page.DurationText;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.text.EnumNames;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs in JSON, and what pages say of them besides. */
final class JobViews {

    private JobViews() {}

    /** As it is in lists. */
    static Map<String, Object> summary(Job job) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", job.id());
        view.put("kind", EnumNames.of(job.kind()));
        view.put("server_id", job.serverId());
        view.put("alias", job.alias());
        view.put("state", EnumNames.of(job.state()));
        view.put("cancelling", job.cancelling());
        view.put("username", job.username());
        view.put("ssh_host", job.parameters().getOrDefault("ssh_host", ""));
        view.put("ssh_port", job.parameters().getOrDefault("ssh_port", ""));
        view.put("ssh_user", job.parameters().getOrDefault("ssh_user", ""));
        view.put("host_key_fingerprint", job.parameters().getOrDefault("host_key_fingerprint", ""));
        view.put("existing_daemon", job.parameters().getOrDefault("existing_daemon", "").toLowerCase(Locale.ROOT));
        view.put("created_at", job.createdAt().toString());
        view.put("ended_at", text(job.endedAt()));
        return view;
    }

    static Map<String, Object> job(Job job) {
        Map<String, Object> view = summary(job);
        view.put("steps", Views.list(job.steps(), JobViews::step));
        return view;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", step.name());
        view.put("state", EnumNames.of(step.state()));
        view.put("detail", step.detail());
        view.put("started_at", text(step.startedAt()));
        view.put("ended_at", text(step.endedAt()));
        return view;
    }

    static Map<String, Object> summaryOfPage(Job job) {
        return withTexts(summary(job), job);
    }

    static Map<String, Object> jobOfPage(Job job, Instant now) {
        Map<String, Object> view = withTexts(summary(job), job);
        view.put("running", job.state() == State.RUNNING);
        view.put("may_retry", job.state() == State.FAILED || job.state() == State.CANCELLED);
        view.put("steps", job.steps().stream().map(step -> stepOfPage(step, now)).toList());
        return view;
    }

    private static Map<String, Object> withTexts(Map<String, Object> view, Job job) {
        view.put("kind_text", Labels.of(job.kind()));
        view.put("state_text",
                job.cancelling() && job.state() == State.RUNNING ? "Being cancelled" : Labels.of(job.state()));
        view.put("tone", tone(job.state()));
        return view;
    }

    private static Map<String, Object> stepOfPage(Step step, Instant now) {
        Map<String, Object> view = step(step);
        view.put("state_text", Labels.of(step.state()));
        view.put("tone", tone(step.state()));
        view.put("duration_text", step.startedAt() == null
                ? ""
                : DurationText.of(Duration.between(step.startedAt(), step.endedAt() == null ? now : step.endedAt())));
        return view;
    }

    private static String tone(State state) {
        return switch (state) {
            case RUNNING, CANCELLED -> "";
            case SUCCEEDED -> "good";
            case FAILED -> "bad";
        };
    }

    private static String tone(StepState state) {
        return switch (state) {
            case PENDING, RUNNING, CANCELLED -> "";
            case SUCCEEDED -> "good";
            case FAILED -> "bad";
        };
    }

    static List<Map<String, Object>> list(List<Job> jobs) {
        return Views.list(jobs, JobViews::summary);
    }

    private static String text(Instant at) {
        return at == null ? null : at.toString();
    }
}
