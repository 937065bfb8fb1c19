package io.ftpcluster.agent.probe;

import io.ftpcluster.frames.FrameText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a daemon's program for its version. */
final class DaemonVersion {

    /** How to ask, by the beginning of the program's name. */
    private static final Map<String, String> FLAGS = Map.of("vsftpd", "-v", "proftpd", "-v", "pure-ftpd", "--help");
    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+[A-Za-z0-9]*");
    private static final int LONGEST_ANSWER = 4096;
    private static final int SECONDS = 3;

    /**
     * Null when it isn't known.
     *
     * @param executable may be null
     */
    String of(String executable) {
        if (executable == null || !isTrusted(executable)) {
            return null;
        }
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        for (Map.Entry<String, String> flag : FLAGS.entrySet()) {
            if (name.startsWith(flag.getKey())) {
                return first(answer(executable, flag.getValue()));
            }
        }
        return null;
    }

    /**
     * An agent mostly runs as root, and whoever listens at the port may have brought the program along: only one that nobody
     * but root can have written is run.
     */
    private static boolean isTrusted(String executable) {
        try {
            Path path = Path.of(executable);
            for (Path each = path; each != null; each = each.getParent()) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(each, LinkOption.NOFOLLOW_LINKS);
                boolean sticky = !each.equals(path)
                        && ((int) Files.getAttribute(each, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 01000) != 0;
                boolean open = permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
                boolean rootsOwn = Integer.valueOf(0)
                        .equals(Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS));
                if (!rootsOwn || (open && !sticky)) {
                    return false;
                }
            }
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | InvalidPathException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** Through a shell, because vsftpd writes its version to its standard input. */
    private static String answer(String executable, String flag) {
        ProcessBuilder command = new ProcessBuilder("/bin/sh", "-c", "exec \"$0\" \"$1\" 0>&1 2>&1", executable, flag);
        command.environment().clear();
        try {
            Process process = command.start();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    return "";
                }
                return new String(process.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException unknown) {
            return "";
        }
    }

    private static String first(String text) {
        Matcher version = VERSION.matcher(text);
        return version.find() ? FrameText.clean(version.group()) : null;
    }
}
