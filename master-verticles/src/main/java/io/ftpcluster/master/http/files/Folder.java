package io.ftpcluster.master.http.files;

import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A folder and what is in it.
 *
 * @param incomplete why entries may be missing, or null
 */
record Folder(FtpPath path, List<Info> entries, String incomplete) {

    private static final Comparator<Info> ORDER = Comparator
            .comparing((Info entry) -> entry.type() != Files.Type.DIRECTORY)
            .thenComparing(Info::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Info::name);

    /** Folders first, then by name. */
    Folder sorted() {
        return new Folder(path, entries.stream().sorted(ORDER).toList(), incomplete);
    }

    static Folder of(FtpPath path, Listing listing) {
        return new Folder(path, listing.entries(), listing.incomplete());
    }

    /** The permitted servers, as folders. */
    static Folder ofServers(FtpPath path, List<String> aliases) {
        return new Folder(path, aliases.stream().map(alias -> new Info(alias, Files.Type.DIRECTORY, -1, null, false))
                .toList(), null);
    }

    /** In the API: {@code file}, {@code directory} or {@code symlink}. */
    static String type(Info entry) {
        return entry.type().name().toLowerCase(Locale.ROOT);
    }

    /** Bytes; null when unknown, and for folders, whose size says nothing about what is in them. */
    static Long size(Info entry) {
        return entry.size() < 0 || entry.type() == Files.Type.DIRECTORY ? null : entry.size();
    }

    /** ISO 8601, UTC, whole seconds; null when unknown. */
    static String modified(Info entry) {
        return entry.modified() == null
                ? null
                : DateTimeFormatter.ISO_INSTANT.format(entry.modified().truncatedTo(ChronoUnit.SECONDS));
    }
}
