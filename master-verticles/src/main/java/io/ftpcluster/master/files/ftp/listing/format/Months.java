package io.ftpcluster.master.files.ftp.listing.format;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names of months as {@code ls} prints them in other languages, by their beginnings; accents and dots don't matter.
 * Where two languages mean different months by the same letters, the one with more servers wins.
 */
final class Months {

    private static final int SHORTEST = 3;
    private static final int LONGEST = 14;

    /** English, French, German, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish, Czech, and so on. */
    private static final String[] NAMES = {
            "jan gen ene ian oca jaan tammi sty led led\u00fd \u044f\u043d\u0432 \u0441\u0456\u0447 \u03b9\u03b1\u03bd jaen",
            "feb fev fv f\u00e9v subat \u015fub veebr helmi lut \u00fano \u0444\u0435\u0432 \u043b\u044e\u0442 \u03c6\u03b5\u03b2",
            "mar mrt maa mrz m\u00e4r maer b\u0159e \u043c\u0430\u0440 \u0431\u0435\u0440 \u03bc\u03b1\u03c1",
            "apr avr abr nis huhti kwi dub \u0430\u043f\u0440 \u043a\u0432\u0456 \u03b1\u03c0\u03c1",
            "may mai maj mag mei m\u00e1j touko kv\u011b \u043c\u0430\u0439 \u043c\u0430\u044f \u0442\u0440\u0430 \u03bc\u03b1\u03b9 \u03bc\u03b1\u03ca",
            "jun juin giu iun haz juuni kes\u00e4 cze \u010den \u010derven \u0438\u044e\u043d \u0447\u0435\u0440 \u03b9\u03bf\u03c5\u03bd",
            "jul juil lug iul tem juuli hein\u00e4 lip \u010dec \u010dervenec \u0438\u044e\u043b \u043b\u0438\u043f \u03b9\u03bf\u03c5\u03bb",
            "aug aou ao\u00fb ago a\u011fu elo sie srp \u0430\u0432\u0433 \u0441\u0435\u0440 \u03b1\u03c5\u03b3",
            "sep set szept eyl syys wrz z\u00e1\u0159 \u0441\u0435\u043d \u0432\u0435\u0440 \u03c3\u03b5\u03c0",
            "oct okt ott out eki loka pa\u017a \u0159\u00edj \u043e\u043a\u0442 \u0436\u043e\u0432 \u03bf\u03ba\u03c4",
            "nov noi noe kas marras lis \u043d\u043e\u044f \u043b\u0438\u0441 \u03bd\u03bf\u03b5",
            "dec d\u00e9c dez dic des dis dets ara joulu gru pro \u0434\u0435\u043a \u0433\u0440\u0443 \u03b4\u03b5\u03ba"};
    private static final Map<String, Integer> MONTHS = months();

    private Months() {}

    private static Map<String, Integer> months() {
        Map<String, Integer> months = new HashMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            for (String name : NAMES[i].split(" ", -1)) {
                months.put(plain(name), i + 1);
            }
        }
        return Map.copyOf(months);
    }

    /** 1 to 12; 0 for a word that may be a month in a language that isn't known here; -1 for what can't be one. */
    static int find(String word) {
        int length = word.endsWith(".") || word.endsWith(",") ? word.length() - 1 : word.length();
        if (length < 1 || length > LONGEST) {
            return -1;
        }
        String name = word.substring(0, length);
        int numbered = numbered(name);
        if (numbered != -1) {
            return numbered;
        }
        if (!name.codePoints()
                .allMatch(
                        c -> Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK || isRaw(c))) {
            return -1;
        }
        String plain = plain(name);
        for (int end = plain.length(); end >= Math.min(SHORTEST, plain.length()); end--) {
            Integer month = MONTHS.get(plain.substring(0, end));
            if (month != null) {
                return month;
            }
        }
        return 0;
    }

    /** Japanese, Chinese, Korean: the number and the word for month. */
    private static int numbered(String name) {
        char last = name.charAt(name.length() - 1);
        if (last != '\u6708' && last != '\uc6d4') {
            return -1;
        }
        long number = Words.number(name, 0, name.length() - 1);
        return number >= 1 && number <= 12 ? (int) number : 0;
    }

    private static boolean isRaw(int c) {
        return c >= 0xDC80 && c <= 0xDCFF;
    }

    /** Bytes that aren't text are taken for Latin-1, which costs at worst the time. */
    private static String plain(String name) {
        StringBuilder text = new StringBuilder();
        name.chars().forEach(c -> text.append((char) (isRaw(c) ? c & 0xFF : c)));
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(text.toString().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .chars()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(c -> plain.append((char) c));
        return plain.toString();
    }
}
