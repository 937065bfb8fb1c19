package io.ftpcluster.master.cli.remote;

import io.ftpcluster.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Columns as wide as what is in them. Where a terminal is narrower, the last one is shortened, then the widest ones, until a line fits;
 * never those that are worth nothing then, such as ids.
 */
public final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 8;
    private static final int NARROWEST_LAST = 16;

    private final List<List<String>> rows = new ArrayList<>();
    private Set<String> whole = Set.of();

    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Columns that are never shortened. */
    public Table whole(String... headings) {
        whole = Set.of(headings);
        return this;
    }

    /** As many cells as there are headings; null shows as a dash. */
    public Table row(Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            String text = cell == null ? "" : Printable.line(cell.toString().strip());
            texts.add(text.isEmpty() ? "-" : text);
        }
        if (texts.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException("another number of columns: " + texts.size());
        }
        rows.add(texts);
        return this;
    }

    /** @param width columns of the terminal; empty: as wide as it takes */
    public String text(Optional<Integer> width) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        width.ifPresent(most -> shrink(widths, most));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = shortened(row.get(i), widths[i]);
                line.append(cell).append(" ".repeat(widths[i] - length(cell))).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** One column at a time. */
    private void shrink(int[] widths, int most) {
        int excess = (widths.length - 1) * GAP.length() - most;
        for (int width : widths) {
            excess += width;
        }
        int last = widths.length - 1;
        if (excess > 0 && isShortened(last) && widths[last] > NARROWEST_LAST) {
            int taken = Math.min(excess, widths[last] - NARROWEST_LAST);
            widths[last] -= taken;
            excess -= taken;
        }
        for (; excess > 0; excess--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (isShortened(i) && widths[i] > NARROWEST && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private boolean isShortened(int column) {
        return !whole.contains(rows.getFirst().get(column));
    }

    private static String shortened(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
