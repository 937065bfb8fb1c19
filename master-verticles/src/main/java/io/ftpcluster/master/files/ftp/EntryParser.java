package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClientConfig;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.CompositeFileEntryParser;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.ftp.parser.MLSxEntryParser;
import org.apache.commons.net.ftp.parser.NTFTPEntryParser;
import org.apache.commons.net.ftp.parser.UnixFTPEntryParser;

/** Turns lines of a listing into entries. A link is {@link Files.Type#SYMLINK} until somebody follows it. */
final class EntryParser {

    /** RFC 3659, 7.5.1: a system's own type (OS.unix=slink:/there), which may hold an equals sign of its own. */
    private static final Pattern OWN_TYPE = Pattern.compile("(?i)^((?:[^ ]*;)?)type=OS\\.[^; ]*;");

    private final FTPFileEntryParser parser;
    private final Function<String, Files.Info> usual;
    private final boolean exact;

    private EntryParser(FTPFileEntryParser parser, Function<String, Files.Info> usual, boolean exact) {
        this.parser = parser;
        this.usual = usual;
        this.exact = exact;
    }

    /** For MLSD and MLST (RFC 3659): times in UTC, to the second. */
    static EntryParser facts() {
        return new EntryParser(MLSxEntryParser.getInstance(), UsualLines.facts(), true);
    }

    /**
     * For LIST, whose format nobody fixed: Unix or DOS as the first line shows, other systems by what they call
     * themselves.
     */
    static EntryParser forSystem(String system) {
        String name = system.toUpperCase(Locale.ROOT);
        boolean special = Stream.of("VMS", "OS/400", "AS/400", "MVS", "NETWARE").anyMatch(name::contains);
        FTPFileEntryParser parser = special
                ? new DefaultFTPFileEntryParserFactory().createFileEntryParser(system)
                : new CompositeFileEntryParser(
                        new FTPFileEntryParser[]{new UnixFTPEntryParser(inUtc(FTPClientConfig.SYST_UNIX)),
                                new NTFTPEntryParser(inUtc(FTPClientConfig.SYST_NT))});
        return new EntryParser(parser, special ? line -> null : UsualLines.unix(), false);
    }

    private static FTPClientConfig inUtc(String system) {
        FTPClientConfig config = new FTPClientConfig(system);
        config.setServerTimeZoneId("UTC");
        if (system.equals(FTPClientConfig.SYST_NT)) {
            config.setDefaultDateFormatStr("MM-dd-yy hh:mma");
        }
        return config;
    }

    /** Null for what is no entry: a total, an empty line, the folder itself or its parent. */
    Files.Info parse(String line) {
        Files.Info entry = usual.apply(line);
        if (entry == null) {
            return parseUnusual(line);
        }
        return entry.name().equals(".") || entry.name().equals("..") ? null : entry;
    }

    private Files.Info parseUnusual(String line) {
        String plain = exact ? OWN_TYPE.matcher(line).replaceFirst("$1type=other;") : line;
        FTPFile file = line.isBlank() ? null : parser.parseFTPEntry(plain);
        if (file == null || file.getName() == null || isSelfOrParent(line, file)) {
            return null;
        }
        Files.Type type = type(file);
        Instant modified = file.getTimestampInstant();
        return new Files.Info(file.getName(), type, type == Files.Type.FILE ? file.getSize() : -1, modified,
                modified != null && !exact);
    }

    /** Whether a line that gave no entry is an ordinary part of a listing. */
    boolean isOrdinary(String line) {
        String start = line.strip().toLowerCase(Locale.ROOT);
        return start.isEmpty() || start.startsWith("total ") || start.endsWith(" .") || start.endsWith(" ..")
                || isSelfOrParent(line, null);
    }

    private boolean isSelfOrParent(String line, FTPFile file) {
        if (file != null && List.of(".", "..").contains(file.getName())) {
            return true;
        }
        String facts = exact ? line.substring(0, Math.max(0, line.indexOf(' '))).toLowerCase(Locale.ROOT) : "";
        return facts.contains("type=cdir;") || facts.contains("type=pdir;");
    }

    /** What MLSD calls by a system's own name (OS.unix=slink) is treated like a link: probing it tells. */
    private static Files.Type type(FTPFile file) {
        if (file.isDirectory()) {
            return Files.Type.DIRECTORY;
        }
        return file.isFile() ? Files.Type.FILE : Files.Type.SYMLINK;
    }
}
