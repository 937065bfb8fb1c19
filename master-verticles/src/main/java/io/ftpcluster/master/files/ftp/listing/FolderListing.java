package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lists one folder, piece by piece: goes there first, then MLSD or LIST without a name, as servers disagree on what a name
 * means (a glob, an option, a file). Used by one thread at a time.
 */
public final class FolderListing {

    /** Shorter than the asker's patience, so that the session is free again by then. */
    public static final Duration TOTAL = Duration.ofMinutes(4);
    /** Bounds the memory of one piece, whatever the names. */
    private static final long PIECE_BYTES = 4L * 1024 * 1024;
    /** Of a folder that is read to its end. */
    private static final long BYTES = 64L * 1024 * 1024;
    private static final int LINKS = 64;
    /** How many lines are read between two looks at the clock. */
    private static final int LINES = 64;
    /** So long a virtual thread may keep others from its processor. */
    private static final long TURN = Duration.ofMillis(5).toNanos();
    private static final Pattern CUT = Pattern.compile("truncated|limit(ed)? (to|reached|exceeded)|too many");

    private final FtpSession session;
    private final String root;
    private final RemotePath path;
    private final String folder;
    private final List<String> incomplete = new ArrayList<>();
    private boolean option;
    private volatile ListCommand command;
    private ListStart start;
    private boolean ended;
    private long deadline;
    private long turn;
    private int sinceClock;
    private int unsafe;

    public FolderListing(FtpSession session, String root, RemotePath path) {
        this.session = session;
        this.root = root;
        this.path = path;
        this.folder = session.dialect().absolute(root, path);
    }

    /** With {@code LIST -a} whatever is known of the server: for a folder that can't be empty. */
    public FolderListing withHidden() {
        option = true;
        return this;
    }

    /** Goes there; NOT_FOUND when the folder is missing or is a file. */
    public FolderListing enter() throws IOException {
        Reply reply = session.command("CWD", folder);
        if (!reply.isPositive()) {
            throw noFolder(reply);
        }
        return this;
    }

    /**
     * Reads all of it, in the server's order, and keeps nothing; links stay links.
     *
     * @param most how many entries are wanted at most
     * @return false when there were more, or other lines without end; the session is in doubt then
     */
    public boolean read(int most, Duration limit, Consumer<Files.Info> entries) throws IOException {
        begin(limit);
        int given = 0;
        while (!ended && given <= most && command.lines().total() < BYTES) {
            List<Files.Info> piece = read(LINES, true);
            piece.forEach(entries);
            given += piece.size();
        }
        if (!ended) {
            close();
        }
        return ended && given <= most;
    }

    private FailureException noFolder(Reply reply) throws IOException {
        if (!path.isTop() && session.command("SIZE", folder).code() == 213) {
            return session.failures()
                    .because(FailureCode.NOT_FOUND, FtpOperation.LIST,
                            Reply.printable(path.text()) + " is not a folder", "Open it without the slash at its end.");
        }
        new FileStat(session, root).requireRoot(FtpOperation.LIST, path.isTop() ? reply : null, FailureCode.NOT_FOUND);
        return session.failures().unavailable(FtpOperation.LIST, path.text(), reply, FailureCode.NOT_FOUND);
    }

    /** Waits for so many entries; fewer, even none, at the end or when they are long. All calls have one deadline. */
    List<Files.Info> next(int count) throws IOException {
        begin(TOTAL);
        return read(count, true);
    }

    /**
     * Waits for at least one entry, and takes what else has arrived. None at the end, or when much was unreadable. Each
     * call has its own deadline: any list that moves may come to its end.
     */
    List<Files.Info> arrived(int most) throws IOException {
        begin(TOTAL);
        deadline = System.nanoTime() + TOTAL.toNanos();
        return read(most, false);
    }

    private List<Files.Info> read(int most, boolean wait) throws IOException {
        List<Files.Info> entries = new ArrayList<>();
        if (ended) {
            return entries;
        }
        while (entries.size() < most && !start.read().isEmpty()) {
            take(start.read().remove(), entries);
        }
        LineReader lines = command.lines();
        command.limit(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        long enough = lines.total() + PIECE_BYTES;
        while (entries.size() < most && lines.total() < enough && (wait || entries.isEmpty() || lines.isAtHand())) {
            String line = lines.next();
            if (line == null) {
                finish(entries);
                break;
            }
            Files.Info entry = start.parser().parse(line);
            if (entry != null) {
                take(entry, entries);
            }
            giveWay();
        }
        return entries;
    }

    /** Lines that are at hand never wait, so the time is looked at here, and others are let to the processor. */
    @SuppressWarnings("ThreadPriorityCheck") // Virtual threads are never interrupted by their scheduler; this is how they give way.
    private void giveWay() throws SocketTimeoutException {
        sinceClock++;
        if (sinceClock < LINES) {
            return;
        }
        sinceClock = 0;
        long now = System.nanoTime();
        if (now - deadline > 0) {
            throw new SocketTimeoutException("the listing took too long");
        }
        if (now - turn > TURN) {
            Thread.yield();
            turn = System.nanoTime();
        }
    }

    private void begin(Duration limit) throws IOException {
        if (start != null) {
            return;
        }
        turn = System.nanoTime();
        deadline = turn + limit.toNanos();
        start = new ListStart(session);
        start.begin(option);
        command = start.command();
        if (command.isRefused() && !EmptyFolder.isMeant(command.answer())) {
            throw session.failures()
                    .unavailable(FtpOperation.LIST, path.text(), command.answer(), FailureCode.BACKEND_FAILED);
        }
        ended = command.lines() == null;
    }

    private void take(Files.Info entry, List<Files.Info> entries) {
        start.listed(entry);
        Files.Info named = withoutFolder(entry);
        if (RemotePath.isSafeName(named.name())) {
            entries.add(named);
        } else {
            unsafe++;
        }
    }

    /** Some give names with the whole path, or start them in the folder itself. */
    private Files.Info withoutFolder(Files.Info entry) {
        String name = entry.name();
        if (name.indexOf('/') < 0) {
            return entry;
        }
        String above = folder.endsWith("/") ? folder : folder + "/";
        String prefix = name.startsWith(above) ? above : name.startsWith("./") ? "./" : "";
        return new Files.Info(name.substring(prefix.length()), entry.type(), entry.size(), entry.modified(),
                entry.approximate());
    }

    private void finish(List<Files.Info> entries) throws IOException {
        if (!command.isEndProven()) {
            incomplete.add("the server ended its TLS connection without a word, so entries may be missing");
        }
        Reply reply = command.finish();
        if (!reply.isPositive()) {
            throw session.failures()
                    .refused(FtpOperation.LIST, "the server broke the listing off", reply, "Try again.");
        }
        ended = true;
        start.onlyHidden().forEach(entry -> take(entry, entries));
        if (CUT.matcher(reply.all().toLowerCase(Locale.ROOT)).find()) {
            incomplete.add("the server cut the list (" + session.failures().quoted(reply) + ")");
        }
        note(unsafe, "can't be shown because of the characters in their names");
        note(start.parser().unreadable() + command.lines().tooLong(), "can't be read");
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
    public String incomplete() {
        return incomplete.isEmpty() ? null : String.join("; ", incomplete);
    }

    /** A line that can't be read, for who looks after the server: printable and bounded; null for none. */
    public String unreadableLine() {
        String line = start == null ? null : start.parser().example();
        return line == null ? null : Reply.printable(line);
    }

    /** The command that has listed it, as it was sent. */
    public String commandName() {
        return command.name();
    }

    /** After the end. Bounded, as each link costs two questions; the rest stay links and are followed when opened. */
    void followLinks(List<Files.Info> entries) throws IOException {
        int followed = 0;
        for (int i = 0; i < entries.size() && followed < LINKS && session.isUsable(); i++) {
            if (entries.get(i).type() == Files.Type.SYMLINK) {
                entries.set(i, new FileStat(session, root).follow(entries.get(i), folder));
                followed++;
            }
        }
    }

    /** Ends it; the session is in doubt if that is in the middle. */
    void close() {
        ListCommand open = command;
        if (open != null) {
            open.close();
        }
    }
}
