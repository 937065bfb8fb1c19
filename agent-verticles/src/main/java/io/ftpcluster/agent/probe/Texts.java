package io.ftpcluster.agent.probe;

/** Makes texts of the system fit for a frame: one line of at most 256 characters. */
final class Texts {

    private static final int LONGEST = 256;

    private Texts() {}

    /** Null stays null. */
    static String clean(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder clean = new StringBuilder();
        text.chars().limit(LONGEST).forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
