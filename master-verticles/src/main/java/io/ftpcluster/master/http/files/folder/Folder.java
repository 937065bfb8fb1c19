package io.ftpcluster.master.http.files.folder;

import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.messages.FileStreams.Entries;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import io.ftpcluster.text.EnumNames;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A folder whose first entries are there; the rest come as they are asked for. Used on one virtual thread. */
public final class Folder {

    private final FtpPath path;
    private final Entries source;
    private final List<Info> first;
    private final boolean large;

    /** Waits for the first entries, and fails when there is no list. */
    Folder(FtpPath path, Entries source) {
        this.path = path;
        this.source = source;
        this.first = source.next();
        this.large = source.hasMore();
    }

    FtpPath path() {
        return path;
    }

    /** All of a small folder. */
    List<Info> first() {
        return first;
    }

    /** Whether there are more than the first, which alone are sorted. */
    boolean isLarge() {
        return large;
    }

    boolean hasMore() {
        return source.hasMore();
    }

    /** Waits for those after the first; empty at the end. */
    List<Info> next() {
        return source.next();
    }

    /** Why entries may be missing, or null; known when no more can come. An admin sees a line that can't be read, too. */
    String incomplete(FolderFormat.Viewer viewer) {
        String why = source.incomplete();
        String line = why == null || !viewer.admin() ? null : source.unreadableLine();
        return line == null ? why : why + "; a line that can't be read: " + line;
    }

    /** The permitted servers, as folders. */
    public static Entries ofServers(List<String> aliases) {
        return Entries.of(new Listing(aliases.stream()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .map(alias -> new Info(alias, Files.Type.DIRECTORY, -1, null, false))
                .toList(), null));
    }

    /** In the API: {@code file}, {@code directory} or {@code symlink}. */
    static String type(Info entry) {
        return EnumNames.of(entry.type());
    }

    /** Relative to the folder. */
    static String href(Info entry) {
        return FtpPath.encode(entry.name()) + (entry.type() == Files.Type.DIRECTORY ? "/" : "");
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
