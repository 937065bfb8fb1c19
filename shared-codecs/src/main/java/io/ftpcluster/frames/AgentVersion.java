package io.ftpcluster.frames;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an agent: one to four numbers with dots, and a suffix such as {@code -SNAPSHOT} or {@code -rc1} with which it
 * comes before the one without. Two that differ in their suffixes only are in the order of these as text.
 */
public final class AgentVersion implements Comparable<AgentVersion> {

    private static final int LONGEST = 64;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9}){0,3})(?:-([0-9A-Za-z.-]+))?");
    private static final int NUMBERS = 4;

    private final String text;
    private final int[] numbers = new int[NUMBERS];
    private final String suffix;

    private AgentVersion(String text, Matcher parts) {
        this.text = text;
        String[] words = parts.group(1).split("\\.", -1);
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Integer.parseInt(words[i]);
        }
        this.suffix = parts.group(2);
    }

    /** Empty for what is none, such as the version of an agent that was built by hand; null is none. */
    public static Optional<AgentVersion> find(String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher parts = FORM.matcher(text);
        return parts.matches() ? Optional.of(new AgentVersion(text, parts)) : Optional.empty();
    }

    /** Whether both are known and the first is the newer one. */
    public static boolean isNewer(String one, String other) {
        Optional<AgentVersion> first = find(one);
        Optional<AgentVersion> second = find(other);
        return first.isPresent() && second.isPresent() && first.get().compareTo(second.get()) > 0;
    }

    @Override
    public int compareTo(AgentVersion other) {
        int order = Arrays.compare(numbers, other.numbers);
        if (order != 0 || (suffix == null && other.suffix == null)) {
            return order;
        }
        if (suffix == null || other.suffix == null) {
            return suffix == null ? 1 : -1;
        }
        return suffix.compareTo(other.suffix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(numbers) + (suffix == null ? 0 : suffix.hashCode());
    }

    @Override
    public String toString() {
        return text;
    }
}
