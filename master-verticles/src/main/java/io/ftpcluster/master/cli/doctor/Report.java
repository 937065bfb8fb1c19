package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.cli.doctor.Finding.Outcome;
import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What was found, for people and for programs. */
final class Report {

    private static final int WIDTH = 80;
    private static final int OUTCOME = 9;

    private final List<Examination.Result> results;

    Report(List<Examination.Result> results) {
        this.results = List.copyOf(results);
    }

    boolean hasFailures() {
        return count(Outcome.FAILURE) > 0;
    }

    private long count(Outcome outcome) {
        return results.stream().filter(result -> result.finding().outcome() == outcome).count();
    }

    JsonObject json() {
        JsonArray checks = new JsonArray();
        results.forEach(result -> checks.add(new JsonObject().put("name", result.name())
                .put("outcome", EnumNames.of(result.finding().outcome()))
                .put("detail", result.finding().detail())
                .put("advice", result.finding().advice())));
        return new JsonObject().put("ok", !hasFailures())
                .put("failures", count(Outcome.FAILURE))
                .put("warnings", count(Outcome.WARNING))
                .put("checks", checks);
    }

    /** Lines of at most 80 columns; a word that is longer has one of its own. */
    String text(Ansi ansi) {
        int names = results.stream().mapToInt(result -> result.name().length()).max().orElse(0) + 2;
        String indent = " ".repeat(OUTCOME + names);
        StringBuilder text = new StringBuilder();
        for (Examination.Result result : results) {
            Finding finding = result.finding();
            String label = EnumNames.of(finding.outcome());
            List<String> lines = wrapped(finding.detail(), WIDTH - indent.length());
            text.append(ansi.text("@|" + colour(finding.outcome()) + " " + label + "|@"))
                    .append(" ".repeat(OUTCOME - label.length()))
                    .append(result.name())
                    .append(" ".repeat(names - result.name().length()))
                    .append(String.join("\n" + indent, lines))
                    .append('\n');
            if (!finding.advice().isEmpty()) {
                text.append(indent)
                        .append("-> ")
                        .append(String.join("\n" + indent + "   ",
                                wrapped(finding.advice(), WIDTH - indent.length() - 3)))
                        .append('\n');
            }
        }
        return text.append('\n').append(summary()).append('\n').toString();
    }

    private static String colour(Outcome outcome) {
        return switch (outcome) {
            case OK -> "green";
            case WARNING -> "yellow";
            case FAILURE -> "bold,red";
            case SKIPPED -> "faint";
        };
    }

    private String summary() {
        long failures = count(Outcome.FAILURE);
        long warnings = count(Outcome.WARNING);
        return failures == 0 && warnings == 0
                ? "Nothing is wrong, as far as can be seen from here."
                : counted(failures, "failure") + ", " + counted(warnings, "warning") + ".";
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Printable.line(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
