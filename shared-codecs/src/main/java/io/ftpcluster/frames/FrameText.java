package io.ftpcluster.frames;

import io.ftpcluster.text.Printable;

/** Makes any text fit for a frame: one line of at most 256 characters. */
public final class FrameText {

    private FrameText() {}

    /** Null stays null. */
    public static String clean(String text) {
        String clean = Printable.line(text, Limits.MAX_TEXT);
        // Frames count in UTF-16.
        return clean == null || clean.length() <= Limits.MAX_TEXT
                ? clean
                : Printable.line(clean.substring(0, Limits.MAX_TEXT));
    }
}
