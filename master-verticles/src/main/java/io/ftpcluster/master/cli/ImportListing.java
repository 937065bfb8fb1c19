package io.ftpcluster.master.cli;

import io.ftpcluster.master.persistence.ImportReport.Kind;
import io.ftpcluster.master.persistence.ImportReport.Line;
import io.ftpcluster.master.persistence.ImportReport.Outcome;
import io.ftpcluster.master.persistence.ImportReport;
import io.ftpcluster.text.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells people what came of an import. */
final class ImportListing {

    private final PrintWriter out;
    private final boolean dryRun;

    ImportListing(PrintWriter out, boolean dryRun) {
        this.out = out;
        this.dryRun = dryRun;
    }

    /** Each row of a dry run; else those that were not simply taken. */
    void print(ImportReport report) {
        report.lines().stream().filter(line -> dryRun || isWorthALine(line)).forEach(this::print);
        if (!report.ignored().isEmpty()) {
            out.println("Columns that the portal has nothing for, with the rows that have something there: "
                    + Printable.line(String.join(", ", report.ignored())));
        }
        for (Kind kind : Kind.values()) {
            out.printf("%-12s %s%n", plural(kind), counts(report, kind));
        }
        out.println(conclusion(report));
        if (!report.withRoles() && report.count(Kind.USER, Outcome.TAKEN) > 0) {
            out.println("The file doesn't say who is an admin; make one by: ftpcluster user set NAME --role admin");
        }
        out.flush();
    }

    private static boolean isWorthALine(Line line) {
        return line.outcome() != Outcome.PRESENT && !(line.outcome() == Outcome.TAKEN && line.reason().isEmpty());
    }

    private void print(Line line) {
        out.println(word(line.kind()) + " " + line.name() + ": " + word(line.outcome())
                + (line.reason().isEmpty() ? "" : ": " + line.reason()));
    }

    private static String counts(ImportReport report, Kind kind) {
        List<String> counts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = report.count(kind, outcome);
            if (count > 0) {
                counts.add(count + " " + word(outcome));
            }
        }
        return counts.isEmpty() ? "none" : String.join(", ", counts);
    }

    private String conclusion(ImportReport report) {
        if (dryRun) {
            return "Nothing was done: this is what an import would do.";
        }
        if (!report.done()) {
            return "Nothing was done, as not everything can be taken.";
        }
        return report.has(Outcome.TAKEN) || report.has(Outcome.PARTLY)
                ? "Done. A portal that runs lets the users in at once, and shows new servers within half a minute."
                : "Done: there was nothing new.";
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String plural(Kind kind) {
        return word(kind) + "s";
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case TAKEN -> "taken";
            case PARTLY -> "taken in part";
            case PRESENT -> "here from an earlier import";
            case MERGED -> "the one that is here";
            case LEFT_OUT -> "left out";
        };
    }
}
