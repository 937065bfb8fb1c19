package io.ftpcluster.master.provisioning.ssh;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The one way in which values get into what a shell reads. */
public final class ShellQuoting {

    private ShellQuoting() {}

    /** One word for the shell, whatever is in it but NUL: nothing is special inside single quotes but their end. */
    public static String quote(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no shell takes a NUL");
        }
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /** A command of these words. */
    public static String command(String... words) {
        return Arrays.stream(words).map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }
}
