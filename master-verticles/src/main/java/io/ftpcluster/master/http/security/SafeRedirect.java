package io.ftpcluster.master.http.security;

/** Where a browser may be sent on to: a path of this portal, never another site. */
public final class SafeRedirect {

    private static final int MAX_LENGTH = 2048;

    private SafeRedirect() {}

    /** Browsers read a backslash as a slash and drop line breaks and tabs, so none of them may be there. */
    public static boolean isSafe(String path) {
        return path != null && path.length() <= MAX_LENGTH && path.startsWith("/") && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
    }

    public static String orElse(String path, String other) {
        return isSafe(path) ? path : other;
    }
}
