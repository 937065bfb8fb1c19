package io.ftpcluster.master.files.ftp.reply;

import io.ftpcluster.messages.RawNames;
import io.ftpcluster.text.Printable;
import java.util.List;
import java.util.OptionalLong;

/** A server's answer (RFC 959, 4.2), its lines decoded. */
public record Reply(int code, List<String> lines) {

    private static final int SHOWN = 200;

    public Reply {
        lines = List.copyOf(lines);
    }

    public boolean isPreliminary() {
        return code / 100 == 1;
    }

    public boolean isPositive() {
        return code / 100 == 2;
    }

    public boolean isRefusal() {
        return code / 100 >= 4;
    }

    /** The command isn't known or not with this argument: another way may work. */
    public boolean isUnsupported() {
        return code == 500 || code == 501 || code == 502 || code == 504;
    }

    /** The server has no such command, or not in this form (RFC 959, 4.2.1). */
    public boolean isUnknownCommand() {
        return code == 500 || code == 502 || code == 504;
    }

    /** The last line without its code. */
    public String text() {
        String last = lines.isEmpty() ? "" : lines.getLast();
        return last.length() > 4 ? last.substring(4) : "";
    }

    /** The number of bytes in an answer to SIZE; empty where it tells none that can be read in one way only. */
    public OptionalLong size() {
        return SizeReply.number(this);
    }

    /** All lines as they came, codes included. */
    public String all() {
        return String.join("\n", lines);
    }

    /** Code and text for people: one line, printable, bounded. */
    public String shown() {
        return printable(code + " " + text());
    }

    public static String printable(String text) {
        return Printable.line(RawNames.shown(text), SHOWN).strip();
    }
}
