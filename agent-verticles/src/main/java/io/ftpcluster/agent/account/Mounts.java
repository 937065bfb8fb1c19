package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where file systems are mounted, by /proc/self/mountinfo (proc(5)). */
final class Mounts {

    private static final int MOUNT_POINT = 4;
    private static final int OCTAL = 8;
    private static final int DIGITS = 3;

    private Mounts() {}

    /** Null when nothing is mounted there or below; bind mounts count. */
    static String at(Path folder) throws IOException {
        String path = folder.toString();
        // Bytes that are no UTF-8 stay what they are only in this charset.
        String wanted = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ", -1);
            String mounted = fields.length > MOUNT_POINT ? unescape(fields[MOUNT_POINT]) : "";
            if (mounted.equals(wanted) || mounted.startsWith(wanted + "/")) {
                return mounted;
            }
        }
        return null;
    }

    /** Blanks and the like are written as a backslash and three octal digits. */
    static String unescape(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && field.substring(i + 1).matches("(?s)[0-3][0-7]{2}.*")) {
                c = (char) Integer.parseInt(field.substring(i + 1, i + 1 + DIGITS), OCTAL);
                i += DIGITS;
            }
            text.append(c);
        }
        return text.toString();
    }
}
