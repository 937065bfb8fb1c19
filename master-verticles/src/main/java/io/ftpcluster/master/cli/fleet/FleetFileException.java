package io.ftpcluster.master.cli.fleet;

import java.util.Comparator;
import java.util.List;

/** A file that can't be used as it is. */
public final class FleetFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public FleetFileException(List<Problem> problems) {
        super(problems.size() + " problems, the first: " + problems.getFirst().text());
        this.problems = problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    public FleetFileException(int line, String text) {
        this(List.of(new Problem(line, text)));
    }

    /** By line. */
    public List<Problem> problems() {
        return problems;
    }
}
