package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lists one folder: goes there first, then MLSD or LIST without an argument, as servers disagree on what an argument
 * means (a glob, an option, a file).
 */
final class FolderListing {

    private static final int ENTRIES = 200_000;
    private static final int LINKS = 64;
    /** Shorter than the asker's patience, so that the session is free again by then. */
    private static final Duration TOTAL = Duration.ofMinutes(4);
    private static final Pattern CUT = Pattern.compile("truncated|limit(ed)? (to|reached|exceeded)|too many");
    private static final Pattern EMPTY = Pattern.compile("no files|empty");
    private static final Comparator<Files.Info> ORDER = Comparator
            .comparing((Files.Info entry) -> entry.type() != Files.Type.DIRECTORY)
            .thenComparing(Files.Info::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Files.Info::name);

    private final FtpSession session;
    private final String root;
    private final List<Files.Info> entries = new ArrayList<>();
    private final List<String> incomplete = new ArrayList<>();
    private int unsafe;
    private int unreadable;

    FolderListing(FtpSession session, String root) {
        this.session = session;
        this.root = root;
    }

    /** NOT_FOUND when the folder is missing or is a file. */
    Files.Listing read(RemotePath path) throws IOException {
        return read(path, true);
    }

    /** As {@link #read(RemotePath)}, but links stay links. */
    Files.Listing readWithoutLinks(RemotePath path) throws IOException {
        return read(path, false);
    }

    private Files.Listing read(RemotePath path, boolean follow) throws IOException {
        String folder = session.absolute(root, path);
        Reply reply = session.command("CWD", folder);
        if (!reply.isPositive()) {
            throw noFolder(path, folder, reply);
        }
        if (!session.has("MLST") || !transfer(path, "MLSD", EntryParser.facts())) {
            transfer(path, "LIST", EntryParser.forSystem(session.command("SYST").text()));
        }
        if (follow) {
            followLinks(folder);
        }
        note(unsafe, "can't be shown because of the characters in their names");
        note(unreadable, "can't be read");
        entries.sort(ORDER);
        return new Files.Listing(entries, incomplete.isEmpty() ? null : String.join("; ", incomplete));
    }

    private FailureException noFolder(RemotePath path, String folder, Reply reply) throws IOException {
        if (!path.isTop() && session.command("SIZE", folder).code() == 213) {
            return session.failures().because(FailureCode.NOT_FOUND, Step.LIST,
                    Reply.printable(path.text()) + " is not a folder", "Open it without the slash at its end.");
        }
        return session.failures().unavailable(Step.LIST, path.text(), reply, FailureCode.NOT_FOUND);
    }

    /** False when the server doesn't know the command. */
    private boolean transfer(RemotePath path, String verb, EntryParser parser) throws IOException {
        try (DataChannel channel = DataChannel.connect(session, Step.LIST)) {
            Reply reply = channel.begin(verb, null);
            if (verb.equals("MLSD") && reply.isUnsupported()) {
                return false;
            }
            if (isEmptyFolder(reply)) {
                return true;
            }
            if (!reply.isPreliminary()) {
                throw session.failures().unavailable(Step.LIST, path.text(), reply, FailureCode.BACKEND_FAILED);
            }
            channel.limit(TOTAL);
            if (collect(new LineReader(channel.input(), session.charset()), parser)) {
                if (!channel.isEndProven()) {
                    incomplete.add("the server ended its TLS connection without a word, so entries may be missing");
                }
                confirm(channel.finish());
            } else {
                incomplete.add("the folder is too large; only a part of it was read");
            }
            return true;
        }
    }

    /** Some servers answer with an error when there is nothing to list. */
    private static boolean isEmptyFolder(Reply reply) {
        return (reply.code() == 450 || reply.code() == 550)
                && EMPTY.matcher(reply.text().toLowerCase(Locale.ROOT)).find();
    }

    /** False when it stopped before the end: the session stays in doubt then. */
    private boolean collect(LineReader lines, EntryParser parser) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (entries.size() >= ENTRIES) {
                return false;
            }
            Files.Info entry = parser.parse(line);
            if (entry == null) {
                unreadable += parser.isOrdinary(line) ? 0 : 1;
            } else if (RemotePath.isSafeName(entry.name())) {
                entries.add(entry);
            } else {
                unsafe++;
            }
        }
        unreadable += lines.tooLong();
        return !lines.isCut();
    }

    private void confirm(Reply reply) {
        if (!reply.isPositive()) {
            throw session.failures().refused(Step.LIST, "the server broke the listing off", reply, "Try again.");
        }
        if (CUT.matcher(reply.all().toLowerCase(Locale.ROOT)).find()) {
            incomplete.add("the server cut the list (" + session.failures().quoted(reply) + ")");
        }
    }

    /** Bounded, as each link costs two questions; the rest stay links and are followed when opened. */
    private void followLinks(String folder) throws IOException {
        int followed = 0;
        for (int i = 0; i < entries.size() && followed < LINKS && session.isReusable(); i++) {
            if (entries.get(i).type() == Files.Type.SYMLINK) {
                entries.set(i, new FileStat(session, root).follow(entries.get(i), folder));
                followed++;
            }
        }
    }

    private void note(int count, String what) {
        if (count > 0) {
            incomplete.add((count == 1 ? "1 entry " : count + " entries ") + what);
        }
    }
}
