package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where file systems are mounted, by /proc/self/mountinfo (proc(5)). */
final class Mounts {

    private static final int MOUNT_POINT = 4;
    private static final int OCTAL = 8;
    private static final int DIGITS = 3;

    /** After the dash. */
    private static final int FILE_SYSTEM_OPTIONS = 3;

    private Mounts() {}

    /**
     * A file system at a place.
     *
     * @param type such as ext4
     * @param options of the file system, with commas
     */
    record Mount(String point, String type, String options) {}

    /** Null when nothing is mounted there or below; bind mounts count. */
    static String at(Path folder) throws IOException {
        String wanted = bytes(folder.toString());
        return all().stream()
                .map(Mount::point)
                .filter(mounted -> mounted.equals(wanted) || mounted.startsWith(wanted + "/"))
                .findFirst()
                .orElse(null);
    }

    /** Where the file system is mounted that a folder is on. */
    static Mount of(Path folder) throws IOException {
        String path = bytes(folder.toString());
        Mount found = new Mount("/", "", "");
        for (Mount mount : all()) {
            String point = mount.point();
            // What was mounted last hides what was there before.
            boolean above = path.equals(point) || path.startsWith(point.endsWith("/") ? point : point + "/");
            if (above && point.length() >= found.point().length()) {
                found = mount;
            }
        }
        return new Mount(text(found.point()), found.type(), found.options());
    }

    private static List<Mount> all() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)
                .stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > MOUNT_POINT)
                .map(Mounts::read)
                .toList();
    }

    /** After the mount point come the options, any number of fields, a dash, type, source and the file system's options. */
    private static Mount read(String[] fields) {
        int dash = Arrays.asList(fields).lastIndexOf("-");
        boolean whole = dash > MOUNT_POINT && fields.length > dash + FILE_SYSTEM_OPTIONS;
        return new Mount(unescape(fields[MOUNT_POINT]), whole ? fields[dash + 1] : "",
                whole ? fields[dash + FILE_SYSTEM_OPTIONS] : "");
    }

    /** Bytes that are no UTF-8 stay what they are only in this charset. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
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
