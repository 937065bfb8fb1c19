package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The passwords that are guessed first (NIST SP 800-63B, 5.1.1.2): well-known words, also with digits and signs around or
 * with letters replaced; keys and letters in a row; repetitions; the user's own name. It asks for no kinds of characters.
 * Thread-safe.
 */
public final class CommonPasswords {

    private static final String RESOURCE = "/passwords/common.txt";
    /** In either direction; a part of one of at least {@link #MIN_RUN} is a run. */
    private static final List<String> ROWS = List.of("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop",
            "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz", "2wsx",
            "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "!@#$%^&*()");
    private static final int MIN_RUN = 3;
    private static final int MAX_UNIT = 4;
    /** A name of one or two letters says nothing about what stands beside it. */
    private static final int MIN_NAME = 3;

    private final Set<String> words;

    private CommonPasswords(Set<String> words) {
        this.words = words;
    }

    public static CommonPasswords load() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(CommonPasswords.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
            return new CommonPasswords(lines.lines()
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails INVALID for the field. */
    public void refuse(String field, Secret password, String username) {
        objection(password, username).ifPresent(wrong -> {
            throw Failure.invalid(field, wrong).exception();
        });
    }

    /** What is wrong with it as the password of that user, as the end of a sentence; empty: nothing. */
    public Optional<String> objection(Secret password, String username) {
        String text = password.value().toLowerCase(Locale.ROOT);
        if (isName(text, username.toLowerCase(Locale.ROOT))) {
            return Optional.of("must not be the user name or little more");
        }
        return isWord(text) || isPattern(text)
                ? Optional.of("is one of those that are guessed first; choose one that is no common word or pattern")
                : Optional.empty();
    }

    private static boolean isName(String text, String name) {
        if (text.equals(name) || text.equals(new StringBuilder(name).reverse().toString()) || isRepeated(text, name)) {
            return true;
        }
        if (name.length() < MIN_NAME) {
            return false;
        }
        return (text.startsWith(name) && hasNoLetters(text.substring(name.length())))
                || (text.endsWith(name) && hasNoLetters(text.substring(0, text.length() - name.length())));
    }

    private boolean isWord(String text) {
        String head = text.substring(0, afterLastLetter(text));
        String core = head.substring(beforeFirstLetter(head));
        return Stream.of(text, head, core)
                .flatMap(form -> Stream.of(form, lettersOf(form, 'l'), lettersOf(form, 'i')))
                .anyMatch(form -> words.contains(form) || isRepeatedWord(form));
    }

    private boolean isRepeatedWord(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            String unit = text.substring(0, length);
            if (isRepeated(text, unit) && words.contains(unit)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPattern(String text) {
        if (text.chars().distinct().count() <= 2) {
            return true;
        }
        for (int length = 1; length <= Math.min(MAX_UNIT, text.length() / 2); length++) {
            if (isRepeated(text, text.substring(0, length))) {
                return true;
            }
        }
        String plain = text.replaceFirst("[^\\p{L}\\p{N}]+$", "");
        return isRuns(text) || isRuns(plain) || isRuns(plain.replaceAll("(.)\\1", "$1"));
    }

    /** Whether it is nothing but runs, one after the other: 1234qwer, abc123, aaa111. */
    private static boolean isRuns(String text) {
        int at = 0;
        while (at < text.length()) {
            int length = runAt(text, at);
            if (length < MIN_RUN) {
                return false;
            }
            at += length;
        }
        return at > 0;
    }

    private static int runAt(String text, int from) {
        int same = 1;
        while (from + same < text.length() && text.charAt(from + same) == text.charAt(from)) {
            same++;
        }
        int longest = same;
        for (String row : ROWS) {
            longest = Math.max(longest,
                    Math.max(common(text, from, row), common(text, from, new StringBuilder(row).reverse().toString())));
        }
        return longest;
    }

    /** How many characters from there on stand in the row one after the other. */
    private static int common(String text, int from, String row) {
        int longest = 0;
        for (int start = row.indexOf(text.charAt(from)); start >= 0; start = row.indexOf(text.charAt(from),
                start + 1)) {
            int length = 0;
            while (from + length < text.length() && start + length < row.length()
                    && text.charAt(from + length) == row.charAt(start + length)) {
                length++;
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private static boolean isRepeated(String text, String unit) {
        return !unit.isEmpty() && text.length() >= 2 * unit.length() && text.length() % unit.length() == 0
                && text.equals(unit.repeat(text.length() / unit.length()));
    }

    private static boolean hasNoLetters(String text) {
        return text.chars().noneMatch(Character::isLetter);
    }

    private static int beforeFirstLetter(String text) {
        int at = 0;
        while (at < text.length() && !Character.isLetter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int afterLastLetter(String text) {
        int end = text.length();
        while (end > 0 && !Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** @param one which letter 1, ! and | stand for */
    private static String lettersOf(String text, char one) {
        StringBuilder letters = new StringBuilder(text.length());
        text.chars().forEach(c -> letters.append(switch (c) {
            case '0' -> 'o';
            case '1', '!', '|' -> one;
            case '3' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7' -> 't';
            case '8' -> 'b';
            default -> (char) c;
        }));
        return letters.toString();
    }
}
