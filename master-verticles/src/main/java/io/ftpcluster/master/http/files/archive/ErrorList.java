package io.ftpcluster.master.http.files.archive;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.text.Printable;

/** What isn't in an archive, or not whole, and why: a text for people, bounded. */
final class ErrorList {

    private static final int MAX_LINES = 10_000;

    private final StringBuilder text = new StringBuilder(
            "Not all is in this archive. What is missing or not whole, and why:\n\n");
    private int lines;

    void add(RemotePath path, Failure why) {
        add(RawNames.shown(path.text()) + ": " + RawNames.shown(why.detail()));
    }

    void add(String line) {
        if (lines < MAX_LINES) {
            text.append(Printable.line(line)).append('\n');
        }
        lines++;
    }

    boolean isEmpty() {
        return lines == 0;
    }

    @Override
    public String toString() {
        return lines <= MAX_LINES ? text.toString() : text + "and " + (lines - MAX_LINES) + " more.\n";
    }
}
