package io.ftpcluster.master.files.ftp.listing.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.messages.Files;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.apache.commons.net.ftp.FTPClientConfig;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.MLSxEntryParser;
import org.apache.commons.net.ftp.parser.UnixFTPEntryParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastListingParserTest {

    private static final Function<String, Files.Info> UNIX = FastListingParser.unix();
    private static final Function<String, Files.Info> FACTS = ListingParser::fact;

    private static void agrees(FTPFileEntryParser parser, Function<String, Files.Info> usual, String line) {
        FTPFile expected = parser.parseFTPEntry(line);
        Files.Info actual = usual.apply(line);
        assertEquals(expected.getName(), actual.name(), line);
        assertEquals(expected.getTimestampInstant(), actual.modified(), line);
        assertEquals(expected.isDirectory(), actual.type() == Files.Type.DIRECTORY, line);
        assertEquals(expected.isSymbolicLink(), actual.type() == Files.Type.SYMLINK, line);
        assertEquals(expected.isFile() ? expected.getSize() : -1, actual.size(), line);
    }

    @Test
    void agreesWithTheParserOfAllDialectsAboutUnix() {
        FTPClientConfig config = new FTPClientConfig(FTPClientConfig.SYST_UNIX);
        config.setServerTimeZoneId("UTC");
        FTPFileEntryParser parser = new UnixFTPEntryParser(config);
        Random random = new Random(1);
        String[] dates = {"MMM dd HH:mm", "MMM ppd HH:mm", "MMM dd  yyyy", "MMM ppd yyyy"};
        String[] lines = {"-rw-r--r--    1 1000     1000 %12d %s name %d", "drwxrwsr-t  12 ann users %d %s %d",
                "lrwxrwxrwx 1 a b %d %s link-%d -> ../there",
                "-rwSr--r-T 1 ftp ftp  %d %s   gr\u00fc\u00dfe \uDCFF %d "};
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime time = LocalDateTime.now(ZoneOffset.UTC)
                    .minusMinutes(random.nextInt(500_000))
                    .plusMinutes(600);
            String date = DateTimeFormatter.ofPattern(dates[i % 4], Locale.ROOT).format(time);
            agrees(parser, UNIX, lines[random.nextInt(4)].formatted(random.nextLong(1L << 50), date, i));
        }
    }

    @Test
    void agreesWithTheParserOfAllFacts() {
        Random random = new Random(2);
        String[] lines = {"type=file;size=%d;modify=%s; name %d", "Type=dir;Sizd=%d;Modify=%s;UNIX.mode=0755; d%d",
                "Size=%d;Modify=%s;Type=file;Unique=12U3; semi;colon=%d",
                "modify=%2$s;perm=r;size=%1$d;type=FILE; %3$d"};
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
            String date = DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC).format(time);
            agrees(MLSxEntryParser.getInstance(), FACTS,
                    lines[random.nextInt(4)].formatted(random.nextLong(1L << 50), date, i));
        }
    }

    /** Where names look like a listing the parser of all dialects is led astray. */
    @Test
    void takesTheFirstDateForTheDate() {
        assertEquals("9 Feb 03 2021 x", UNIX.apply("-rw-r--r-- 1 a b 5 Jan 02 2024 9 Feb 03 2021 x").name());
    }

    @Test
    void datesAheadAreLastYears() {
        Instant ahead = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);
        String date = DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC).format(ahead);
        assertEquals(ahead.atOffset(ZoneOffset.UTC).minusYears(1).toInstant(),
                UNIX.apply("-rw-r--r-- 1 a b 5 " + date + " x").modified());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "total 5", "-rw-r--r--", "-rw-r--r-- 1", "-rw-r--r-- 1 a b 5 Jan 02 2024",
            "-rw-r--r-- 1 a b 5 Jan 02 2024 ", "-rw-r--r-- 1 a b 5 Jan 32 2024 x", "-rw-r--r-- 1 a b 5 anF 02 2024 x",
            "-rw-r--r-- 1 a b 5 Jan 02 25:00 x", "-rw-r--r-- 1 a b 5 Jan 02 3:04 x", "-rw-r--r-- 1 a b 5 Jan 02 0001 x",
            "-rw-r--r-- 1 a 5 Jan 02 2024 x", "brw-r--r-- 1 a b 8, 1 Jan 02 2024 x",
            "-rw-r--r--+ 1 a b 5 Jan 02 2024 x", "lrwxrwxrwx 1 a b 5 Jan 02 2024 x",
            "-rw-r--r-- 1 a b 5 2024-01-02 03:04 x", "01-02-24  03:04PM       <DIR>          sub",
            "-rw-r--r-- 1 a b 12345678901234567890 Jan 02 2024 x"})
    void leavesTheUnusualToOthers(String line) {
        assertNull(UNIX.apply(line));
    }
}
