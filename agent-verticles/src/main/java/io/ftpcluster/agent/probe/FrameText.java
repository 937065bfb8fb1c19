package io.ftpcluster.agent.probe;

import io.ftpcluster.text.Printable;

/** Makes texts of the system fit for a frame: one line of at most 256 characters. */
final class FrameText {

    private static final int LONGEST = 256;

    private FrameText() {}

    /** Null stays null. */
    static String clean(String text) {
        String clean = Printable.line(text, LONGEST);
        // Frames count in UTF-16.
        return clean == null || clean.length() <= LONGEST ? clean : Printable.line(clean.substring(0, LONGEST));
    }
}
