package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lists one folder, piece by piece: goes there first, then MLSD or LIST without an argument, as servers disagree on what
 * an argument means (a glob, an option, a file). Used by one thread at a time.
 */
final class FolderListing {

    /** For those who need all of a folder at once. */
    private static final int ENTRIES = 200_000;
    private static final long BYTES = 64L * 1024 * 1024;
    /** Bounds the memory of one piece, whatever the names. */
    private static final long PIECE_BYTES = 4L * 1024 * 1024;
    private static final int LINKS = 64;
    /** Shorter than the asker's patience, so that the session is free again by then. */
    private static final Duration TOTAL = Duration.ofMinutes(4);
    private static final Pattern CUT = Pattern.compile("truncated|limit(ed)? (to|reached|exceeded)|too many");
    private static final Pattern EMPTY = Pattern.compile("no files|empty");

    private final FtpSession session;
    private final String root;
    private final RemotePath path;
    private final String folder;
    private final List<String> incomplete = new ArrayList<>();
    private DataChannel channel;
    private LineReader lines;
    private EntryParser parser;
    private boolean started;
    private boolean ended;
    private long deadline;
    private int unsafe;
    private int unreadable;

    FolderListing(FtpSession session, String root, RemotePath path) {
        this.session = session;
        this.root = root;
        this.path = path;
        this.folder = session.absolute(root, path);
    }

    /** Goes there; NOT_FOUND when the folder is missing or is a file. */
    FolderListing enter() throws IOException {
        Reply reply = session.command("CWD", folder);
        if (!reply.isPositive()) {
            throw noFolder(reply);
        }
        return this;
    }

    /** All of it, in the server's order; links stay links. The session is in doubt afterwards if it is cut. */
    Files.Listing readWithoutLinks() throws IOException {
        List<Files.Info> entries = new ArrayList<>();
        while (!ended && entries.size() < ENTRIES && (lines == null || lines.total() < BYTES)) {
            entries.addAll(next(ENTRIES - entries.size()));
        }
        if (!ended) {
            close();
            incomplete.add("the folder is too large; only a part of it was read");
        }
        return new Files.Listing(entries, incomplete());
    }

    private FailureException noFolder(Reply reply) throws IOException {
        if (!path.isTop() && session.command("SIZE", folder).code() == 213) {
            return session.failures().because(FailureCode.NOT_FOUND, Step.LIST,
                    Reply.printable(path.text()) + " is not a folder", "Open it without the slash at its end.");
        }
        new FileStat(session, root).requireRoot(Step.LIST, path.isTop() ? reply : null,
                FailureCode.NOT_FOUND);
        return session.failures().unavailable(Step.LIST, path.text(), reply, FailureCode.NOT_FOUND);
    }

    /** Waits for so many entries; fewer, even none, at the end or when they are long. All calls have one deadline. */
    List<Files.Info> next(int count) throws IOException {
        begin();
        return read(count, true);
    }

    /**
     * Waits for at least one entry, and takes what else has arrived. None at the end, or when much was unreadable. Each
     * call has its own deadline: any list that moves may come to its end.
     */
    List<Files.Info> arrived(int most) throws IOException {
        begin();
        deadline = System.nanoTime() + TOTAL.toNanos();
        return read(most, false);
    }

    private List<Files.Info> read(int most, boolean wait) throws IOException {
        List<Files.Info> entries = new ArrayList<>();
        if (ended) {
            return entries;
        }
        channel.limit(Duration.ofNanos(deadline - System.nanoTime()));
        long enough = lines.total() + PIECE_BYTES;
        while (entries.size() < most && lines.total() < enough && (wait || entries.isEmpty() || lines.isAtHand())) {
            String line = lines.next();
            if (line == null) {
                finish();
                break;
            }
            take(line, entries);
        }
        return entries;
    }

    private void begin() throws IOException {
        if (started) {
            return;
        }
        started = true;
        deadline = System.nanoTime() + TOTAL.toNanos();
        if (!session.has("MLST") || !begin("MLSD", EntryParser.facts())) {
            begin("LIST", EntryParser.forSystem(session.command("SYST").text()));
        }
    }

    /** False when the server announces MLSD and doesn't know it. */
    private boolean begin(String verb, EntryParser entries) throws IOException {
        DataChannel opened = DataChannel.connect(session, Step.LIST, verb, null);
        try {
            Reply reply = opened.begin(verb, null);
            if (reply.isPreliminary()) {
                channel = opened;
                lines = new LineReader(opened.input(), session.charset());
                parser = entries;
                return true;
            }
            if (verb.equals("MLSD") && reply.isUnsupported()) {
                return false;
            }
            ended = isEmptyFolder(reply);
            if (!ended) {
                throw session.failures().unavailable(Step.LIST, path.text(), reply, FailureCode.BACKEND_FAILED);
            }
            return true;
        } finally {
            if (channel == null) {
                opened.close();
            }
        }
    }

    /** Some servers answer with an error when there is nothing to list. */
    private static boolean isEmptyFolder(Reply reply) {
        return (reply.code() == 450 || reply.code() == 550)
                && EMPTY.matcher(reply.text().toLowerCase(Locale.ROOT)).find();
    }

    private void take(String line, List<Files.Info> entries) {
        Files.Info entry = parser.parse(line);
        if (entry == null) {
            unreadable += parser.isOrdinary(line) ? 0 : 1;
        } else if (RemotePath.isSafeName(entry.name())) {
            entries.add(entry);
        } else {
            unsafe++;
        }
    }

    private void finish() throws IOException {
        if (!channel.isEndProven()) {
            incomplete.add("the server ended its TLS connection without a word, so entries may be missing");
        }
        Reply reply = channel.finish();
        if (!reply.isPositive()) {
            throw session.failures().refused(Step.LIST, "the server broke the listing off", reply, "Try again.");
        }
        ended = true;
        if (CUT.matcher(reply.all().toLowerCase(Locale.ROOT)).find()) {
            incomplete.add("the server cut the list (" + session.failures().quoted(reply) + ")");
        }
        note(unsafe, "can't be shown because of the characters in their names");
        note(unreadable + lines.tooLong(), "can't be read");
    }

    private void note(int count, String what) {
        if (count > 0) {
            incomplete.add((count == 1 ? "1 entry " : count + " entries ") + what);
        }
    }

    /** Whether the last entry came and the server confirmed the list. */
    boolean hasEnded() {
        return ended;
    }

    /** Why entries may be missing, or null; known at the end. */
    String incomplete() {
        return incomplete.isEmpty() ? null : String.join("; ", incomplete);
    }

    /** After the end. Bounded, as each link costs two questions; the rest stay links and are followed when opened. */
    void followLinks(List<Files.Info> entries) throws IOException {
        int followed = 0;
        for (int i = 0; i < entries.size() && followed < LINKS && session.isReusable(); i++) {
            if (entries.get(i).type() == Files.Type.SYMLINK) {
                entries.set(i, new FileStat(session, root).follow(entries.get(i), folder));
                followed++;
            }
        }
    }

    /** Ends it; the session is in doubt if that is in the middle. */
    void close() {
        DataChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
