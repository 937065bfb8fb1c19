package io.ftpcluster.master.files.ftp.listing.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Files;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The samples beside this class, which tell how they are written; and lines that were made to cost much. */
class ListingParserTest {

    private static final int LINE = 16 * 1024;

    /** One listing of a file of samples. */
    private static final class Sample {

        private final List<String> lines = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();
        private String system = "UNIX Type: L8";
        private int unreadable;

        void add(String line) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (line.charAt(0)) {
                case '@' -> system = rest;
                case '>' -> lines.add(rest);
                case '<' -> expected.add(rest);
                case '!' -> unreadable = Integer.parseInt(rest);
                default -> assertEquals('#', line.charAt(0), line);
            }
        }

        void check(ListingParser parser) {
            List<String> entries = new ArrayList<>();
            for (String line : lines) {
                Files.Info entry = parser.parse(line);
                if (entry != null) {
                    entries.add(shown(entry, entries.size() < expected.size() ? expected.get(entries.size()) : ""));
                }
            }
            assertEquals(String.join("\n", expected), String.join("\n", entries));
            assertEquals(unreadable, parser.unreadable(), () -> "unreadable, first: " + parser.example());
        }

        /** Times without a year are of the last twelve months: the expectation has a star there. */
        private static String shown(Files.Info entry, String expected) {
            String time = entry.modified() == null ? "-" : entry.modified().toString();
            if (expected.contains(" *-")) {
                time = "*" + time.substring(4);
            }
            return entry.type() + " " + (entry.size() < 0 ? "-" : entry.size()) + " " + time + " " + entry.name();
        }
    }

    private static List<Sample> samples(String file) throws IOException {
        List<Sample> samples = new ArrayList<>();
        Sample sample = new Sample();
        try (InputStream in = ListingParserTest.class.getResourceAsStream(file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty()) {
                    sample.add(line);
                } else if (!sample.lines.isEmpty()) {
                    samples.add(sample);
                    sample = new Sample();
                }
            }
        }
        return samples;
    }

    private static Stream<DynamicTest> tests(String file) throws IOException {
        return samples(file).stream()
                .map(sample -> DynamicTest.dynamicTest(file + ": " + sample.lines.get(0), () -> sample.check(
                        file.equals("facts.txt") ? ListingParser.facts() : ListingParser.forSystem(sample.system))));
    }

    @TestFactory
    Stream<DynamicTest> readsTheSamples() throws IOException {
        List<DynamicTest> all = new ArrayList<>();
        for (String file : List.of("unix.txt", "languages.txt", "dos.txt", "hosts.txt", "facts.txt")) {
            tests(file).forEach(all::add);
        }
        assertTrue(all.size() > 25);
        return all.stream();
    }

    /** Nothing of what a server calls itself is more than a hint; once it was the name of a class to load. */
    @Test
    void takesAnyTextForTheSystem() {
        for (String system : List.of("", "java.lang.String",
                "WINDOWS-org.apache.commons.net.ftp.parser.VMSFTPEntryParser", "\u0000", "x".repeat(60_000),
                "MACOS PETER", "TYPE: L8")) {
            assertEquals("x", ListingParser.forSystem(system).parse("-rw-r--r-- 1 a b 5 Jan 02 2024 x").name());
        }
    }

    @Test
    void tellsWhatItCouldNotRead() {
        ListingParser parser = ListingParser.forSystem("UNIX");
        assertNull(parser.example());
        assertNull(parser.parse("what is this " + "?".repeat(500)));
        assertNull(parser.parse("and this"));
        assertEquals(2, parser.unreadable());
        assertEquals(200, parser.example().length());
        assertTrue(parser.example().startsWith("what is this"));
    }

    @Test
    void noticesTheFolderItself() {
        ListingParser parser = ListingParser.forSystem("UNIX");
        assertNull(parser.parse("total 4"));
        assertFalse(parser.hasShownSelf());
        assertNull(parser.parse("drwxr-xr-x 2 a b 4096 Jan 02 2024 ."));
        assertTrue(parser.hasShownSelf());
    }

    private static Stream<String> costly() {
        String blanks = " ".repeat(LINE);
        return Stream.of("-rw-r--r-- " + "1 ".repeat(LINE / 2), "-rw-r--r--" + blanks + "x", "x".repeat(LINE),
                blanks + "x", "-rw-r--r-- 1 a b 5 Jan 02 2024 " + "x -> ".repeat(LINE / 5),
                "lrwxrwxrwx 1 a b 5000 Jan 02 2024 " + "x -> ".repeat(LINE / 5),
                "lrwxrwxrwx 1 a b 99999999 Jan 02 2024 " + "\u00e4 -> ".repeat(LINE / 5), "1".repeat(LINE),
                "1 ".repeat(LINE / 2), "a=b;".repeat(LINE / 4), "a=b c;".repeat(LINE / 6), "a=".repeat(LINE / 2),
                "a=b ".repeat(LINE / 4), "type=OS." + "a ".repeat(LINE / 2) + ";",
                "type=file;size=1" + ";x=".repeat(LINE / 3), "+" + ",".repeat(LINE) + "\tx", "x;1 ".repeat(LINE / 4),
                "\u00e9".repeat(LINE), "Jan 1 ".repeat(LINE / 6), "1-1-1 ".repeat(LINE / 6),
                "01-02-24  03:04PM <DIR>" + blanks + "x",
                "01-02-24  03:04PM <JUNCTION> " + " [x".repeat(LINE / 3) + "]", "9,".repeat(LINE / 2),
                "-rw-r--r-- 1 a b " + "9,".repeat(LINE / 2) + " Jan 02 2024 x", "\uD800".repeat(LINE));
    }

    /**
     * Such a line took seconds, or ended in an overflow of the stack, with parsers of regular expressions. The bound is for what
     * grows with the square of the length; one that is linear needs a thousandth of it.
     */
    @Test
    void noLineCostsMuch() {
        List<String> lines = costly().toList();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String line : lines) {
                ListingParser facts = ListingParser.facts();
                ListingParser unix = ListingParser.forSystem("UNIX");
                ListingParser vms = ListingParser.forSystem("VMS");
                IntStream.range(0, 100).forEach(i -> {
                    facts.parse(line);
                    unix.parse(line);
                    vms.parse(line);
                });
            }
        });
    }
}
