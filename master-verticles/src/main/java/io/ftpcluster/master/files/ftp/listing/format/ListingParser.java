package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Turns the lines of one listing into entries. What a format has read once is tried first for the lines that follow; where it
 * fails, all others are. A link is {@link Files.Type#SYMLINK} until somebody follows it. Each line is gone over a bounded number of
 * times. For one listing and one thread.
 */
public final class ListingParser {

    /** Longer lines would only be cut when they are shown. */
    private static final int EXAMPLE = 200;
    private static final List<String> NO_FILES = List.of("no files found", "no such file", "file not found",
            "no data sets found", "no members found");
    private static final List<String> TOTALS = List.of("total", "insgesamt", "totale", "totaal", "totalt", "totalt:",
            "razem", "celkem", "\u00f6sszesen", "yhteens\u00e4", "i alt", "\u0438\u0442\u043e\u0433\u043e",
            "\u0432\u0441\u0435\u0433\u043e", "\u603b\u7528\u91cf", "\u7e3d\u8a08", "\u5408\u8a08", "\ud569\uacc4",
            "toplam", "sammanlagt", "sum");

    private final Function<String, Files.Info> usual;
    private final List<Format> formats;
    private Format current;
    private boolean started;
    private boolean self;
    private int unreadable;
    private String example;

    private ListingParser(Function<String, Files.Info> usual, List<Format> formats) {
        this.usual = usual;
        this.formats = formats;
    }

    /** For MLSD and MLST (RFC 3659): times in UTC, to the second. */
    public static ListingParser facts() {
        return new ListingParser(line -> null, List.of());
    }

    /**
     * For LIST, whose format nobody fixed.
     *
     * @param system the server's answer to SYST, which only says what to expect; any text will do
     */
    public static ListingParser forSystem(String system) {
        Dates dates = new Dates();
        boolean vms = system.toUpperCase(Locale.ROOT).contains("VMS");
        // Here and nowhere else formats are registered; the more a format asks of a line, the earlier it is tried.
        List<Format> formats = List.of(new EplfFormat(), new UnixFormat(dates), new DosFormat(dates),
                new VmsFormat(dates, vms), new MvsFormat(dates), new Os400Format(dates), new NonStopFormat(dates),
                new ZvmFormat(dates), new Os9Format(dates), new VxWorksFormat(dates), new Os2Format(dates),
                new NameFirstFormat(dates));
        return new ListingParser(vms ? line -> null : FastListingParser.unix(), formats);
    }

    /** Null for what is no entry: a total, an empty line, the folder itself or its parent, what can't be read. */
    public Files.Info parse(String line) {
        Files.Info entry = usual.apply(line);
        if (entry == null) {
            entry = parseUnusual(line);
        }
        started |= entry != null;
        if (entry != null && (entry.name().equals(".") || entry.name().equals(".."))) {
            self = true;
            return null;
        }
        return entry;
    }

    private Files.Info parseUnusual(String line) {
        if (line.isBlank()) {
            return null;
        }
        Reading reading = formats.isEmpty() ? FactsFormat.read(line) : inAnyFormat(line);
        if (reading instanceof Reading.Entry entry) {
            return entry.info();
        }
        if (reading == Reading.None.UNKNOWN && !isOrdinary(line)) {
            unreadable++;
            if (example == null) {
                example = line.substring(0, Math.min(EXAMPLE, line.length()));
            }
        }
        return null;
    }

    private Reading inAnyFormat(String line) {
        Words words = new Words(line);
        Reading reading = current == null ? Reading.None.UNKNOWN : current.read(words);
        for (int i = 0; i < formats.size() && reading == Reading.None.UNKNOWN; i++) {
            Format format = formats.get(i);
            if (format != current) {
                reading = format.read(words);
                current = reading == Reading.None.UNKNOWN ? current : format;
            }
        }
        return reading;
    }

    /** What stands in listings of many servers and is no entry. */
    private boolean isOrdinary(String line) {
        String text = line.substring(0, Math.min(EXAMPLE, line.length())).strip().toLowerCase(Locale.ROOT);
        if (text.equals(".") || text.equals("..")) {
            self = true;
            return true;
        }
        return text.equals(".:") || isTotal(text) || NO_FILES.stream().anyMatch(text::contains);
    }

    /** {@code total 12}: of other languages the word and the number, as the first line. */
    private boolean isTotal(String text) {
        int blank = text.lastIndexOf(' ');
        if (TOTALS.stream().anyMatch(total -> text.equals(total) || text.startsWith(total + " "))) {
            return true;
        }
        return !started && blank > 0 && new Words(text).isSize(new Words(text).count() - 1)
                && text.substring(0, blank).codePoints().allMatch(c -> Character.isLetter(c) || c == ' ' || c == ':');
    }

    /** Whether the folder itself or its parent was among the lines, as where hidden entries are shown. */
    public boolean hasShownSelf() {
        return self;
    }

    /** How many lines couldn't be read so far. */
    public int unreadable() {
        return unreadable + formats.stream().mapToInt(Format::lost).sum();
    }

    /** The start of the first of them as it came, or null. */
    public String example() {
        return example;
    }

    /** The one entry that a line of facts holds, or null. */
    public static Files.Info fact(String line) {
        return FactsFormat.read(line) instanceof Reading.Entry entry ? entry.info() : null;
    }
}
