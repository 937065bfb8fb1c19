package io.ftpcluster.master.cli.remote;

import io.ftpcluster.text.Printable;
import java.io.PrintWriter;
import java.util.Optional;

/** Standard output and standard error. What comes from the portal can't steer the terminal. */
public final class CommandOutput {

    private final PrintWriter out;
    private final PrintWriter errors;
    private final boolean json;
    private final Optional<Integer> width;

    CommandOutput(PrintWriter out, PrintWriter errors, boolean json) {
        this.out = out;
        this.errors = errors;
        this.json = json;
        this.width = json ? Optional.empty() : Terminal.width();
    }

    public boolean isJson() {
        return json;
    }

    /** A line for people. */
    public void say(String line) {
        out.println(Printable.line(line));
        out.flush();
    }

    /** A line for people that isn't the result. */
    public void remark(String line) {
        errors.println(Printable.line(line));
        errors.flush();
    }

    /** Lines that {@link Table}, {@link ValueFormat} and the like have made of printable parts. */
    public void print(String lines) {
        out.print(Printable.lines(lines));
        out.flush();
    }

    /** Replaces the line under the cursor, on terminals only. */
    public void replace(String line) {
        width.ifPresent(columns -> {
            String shown = Printable.line(line, columns - 1);
            out.print("\r" + shown + "\033[K");
            out.flush();
        });
    }

    /** Clears the line under the cursor, on terminals only. */
    public void clear() {
        width.ifPresent(there -> {
            out.print("\r\033[K");
            out.flush();
        });
    }

    /** Columns, as they were at first; empty: no terminal. */
    public Optional<Integer> width() {
        return width;
    }

    /** As the portal said it, but for characters that would steer the terminal: escaped, they are the same JSON. */
    public void json(Answer answer) {
        if (answer.text().isBlank()) {
            return;
        }
        out.println(escaped(answer.text()));
        out.flush();
    }

    static String escaped(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            String one = Character.toString(c);
            if (c == '\n' || c == '\t' || c == '\r' || one.equals(Printable.line(one))) {
                text.append(one);
            } else {
                one.chars().forEach(unit -> text.append(String.format("\\u%04x", unit)));
            }
        });
        return text.toString();
    }
}
