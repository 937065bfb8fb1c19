package io.ftpcluster.master.files.ftp.reply;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The number in an answer to SIZE (RFC 3659, 4). Servers write it with words around it, zeros before it or thousands
 * apart. A wrong number would break a good transfer and none does no harm: whatever can be read in two ways is none.
 */
final class SizeReply {

    private static final int LONGEST = 1000;
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Cntrl}()\\[\\]{}<>=\"]+|(?<=\\p{L}):");
    private static final Pattern AROUND = Pattern.compile("^[.,:;'*]+|[.,:;'*!]+$");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern GROUPS = Pattern.compile("\\d{1,3}([.,'_])\\d{3}(?:\\1\\d{3})*");
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d+)(?:b|bytes?|octets?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIRST_GROUP = Pattern.compile("\\d{1,3}");
    private static final Pattern GROUP = Pattern.compile("\\d{3}");
    private static final Pattern LARGER_UNIT = Pattern.compile("[kmgt](?:i?b|(?:ilo|ega|iga|era)?bytes?)?|blocks?",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> UNITS = Set.of("b", "byte", "bytes", "octet", "octets");

    private final List<String> words;

    private SizeReply(List<String> words) {
        this.words = words;
    }

    static OptionalLong number(Reply reply) {
        if (reply.code() != 213) {
            return OptionalLong.empty();
        }
        String text = reply.text().strip();
        if (NUMBER.matcher(text).matches()) {
            return parsed(text);
        }
        String whole = reply.lines()
                .stream()
                .map(line -> line.replaceFirst("^213(?:[ -]|$)", ""))
                .collect(Collectors.joining(" "));
        return new SizeReply(words(whole.substring(0, Math.min(LONGEST, whole.length())))).number();
    }

    private static List<String> words(String text) {
        // A blank that keeps groups of digits on one line, in UTF-8 and as a byte of Latin-1 that UTF-8 doesn't know.
        String blanks = text.replace('\u00A0', ' ').replace('\u202F', ' ').replace('\uDCA0', ' ');
        return BETWEEN.splitAsStream(blanks)
                .map(word -> AROUND.matcher(word).replaceAll(""))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private OptionalLong number() {
        Set<Long> all = new TreeSet<>();
        Set<Long> bytes = new TreeSet<>();
        for (int i = 0; i < words.size();) {
            int end = groupsFrom(i);
            OptionalLong value = parsed(digits(i, end));
            String next = end < words.size() ? words.get(end).toLowerCase(Locale.ROOT) : "";
            boolean named = UNITS.contains(next) || WITH_UNIT.matcher(words.get(i)).matches();
            if (value.isPresent() && !LARGER_UNIT.matcher(next).matches()) {
                (named ? bytes : all).add(value.getAsLong());
            }
            i = end;
        }
        Set<Long> best = bytes.isEmpty() ? all : bytes;
        return best.size() == 1 ? OptionalLong.of(best.iterator().next()) : OptionalLong.empty();
    }

    /** Where the number that starts here ends, when its groups of digits stand apart. */
    private int groupsFrom(int start) {
        int end = start + 1;
        if (FIRST_GROUP.matcher(words.get(start)).matches()) {
            while (end < words.size() && GROUP.matcher(words.get(end)).matches()) {
                end++;
            }
        }
        return end;
    }

    private String digits(int start, int end) {
        if (end > start + 1) {
            return String.join("", words.subList(start, end));
        }
        String word = words.get(start);
        if (GROUPS.matcher(word).matches()) {
            return word.replaceAll("\\D", "");
        }
        var united = WITH_UNIT.matcher(word);
        return united.matches() ? united.group(1) : word;
    }

    private static OptionalLong parsed(String digits) {
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            // More than fits is more than any file has.
            return OptionalLong.empty();
        }
    }
}
