package io.ftpcluster.master.cli.fleet;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant. */
final class Suggestion {

    private static final int LONGEST = 40;

    private Suggestion() {}

    /** As the end of a sentence; empty where nothing is like it. */
    static String of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return "";
        }
        int most = word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
        return known.stream()
                .filter(each -> distance(word, each) <= most)
                .min(Comparator.comparingInt(each -> distance(word, each)))
                .map(each -> "; did you mean " + each + "?")
                .orElse("; there are " + String.join(", ", known));
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[before.length];
            now[0] = i;
            for (int j = 1; j < now.length; j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }
}
