package io.ftpcluster.agent.log;

import io.ftpcluster.text.Printable;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** One line an event, with the time in UTC. A logging framework would cost an agent more memory than its work. */
public final class Log {

    private static final int MILLIS = 1000;

    private final PrintStream out;

    public Log(PrintStream out) {
        this.out = out;
    }

    /** @param event one line without secrets; what came from outside may hold anything and is cleaned */
    public void write(String event) {
        LocalDateTime now = LocalDateTime.ofEpochSecond(System.currentTimeMillis() / MILLIS, 0, ZoneOffset.UTC);
        out.println(now + "Z " + Printable.line(event));
    }
}
