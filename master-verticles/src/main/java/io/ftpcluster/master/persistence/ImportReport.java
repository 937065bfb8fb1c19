package io.ftpcluster.master.persistence;

import io.ftpcluster.text.Printable;
import java.util.List;

/**
 * What came of an import, row by row.
 *
 * @param ignored columns that the portal has nothing for, with how many rows have something there
 * @param withRoles whether the source says who is an admin
 * @param done whether anything was stored; false for what was only tried out
 */
public record ImportReport(List<Line> lines, List<String> ignored, boolean withRoles, boolean done) {
    public ImportReport {
        lines = List.copyOf(lines);
        ignored = List.copyOf(ignored);
    }

    public enum Kind {
        USER,
        SERVER,
        PERMISSION
    }

    public enum Outcome {
        TAKEN,
        /** Taken, but somebody has to do something about it. */
        PARTLY,
        /** An earlier import has brought it. */
        PRESENT,
        /** What was here under its name stands for it. */
        MERGED,
        LEFT_OUT
    }

    /**
     * @param name of the user or server, or both, made printable
     * @param reason empty where there is nothing to say
     */
    public record Line(Kind kind, String name, Outcome outcome, String reason) {

        private static final int SHOWN = 80;

        public Line {
            name = Printable.line(name, SHOWN);
            reason = Printable.line(reason);
        }
    }

    public long count(Kind kind, Outcome outcome) {
        return lines.stream().filter(line -> line.kind() == kind && line.outcome() == outcome).count();
    }

    public boolean has(Outcome outcome) {
        return lines.stream().anyMatch(line -> line.outcome() == outcome);
    }
}
