package io.ftpcluster.master.http.files.archive;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.files.tree.TreeFolder;
import io.ftpcluster.master.http.files.tree.TreeVisitor;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts what a walk finds into an archive: of each folder first its files, when its list is over, then its folders. */
final class ArchiveVisitor implements TreeVisitor {

    /** Of one folder: what is kept in memory while its files are read. */
    private static final int MAX_HELD = 200_000;
    /** Of all, as the archive's directory is kept in memory, some 80 bytes and the name for each. */
    private static final int MAX_ENTRIES = 300_000;
    /** After so many files in a row for which the server couldn't be asked, no other is tried. */
    private static final int MAX_LOST = 3;

    /** That are marked in their place, too. */
    private static final int MAX_UNLISTED = 1000;

    private final TreeWalk walk;
    private final ZipWriter zip;
    private final FileCopy copy;
    private final Set<String> wanted;
    private final Set<String> found = new HashSet<>();
    private final ErrorList errors = new ErrorList();
    /** What folders are called in the archive, where that isn't their name. */
    private final Map<RemotePath, String> renamed = new HashMap<>();
    private final Map<RemotePath, Failure> unlisted = new HashMap<>();
    private List<Info> held = new ArrayList<>();
    private FolderNames names;
    private FolderNames topNames;
    private int lost;
    private boolean over;

    /** @param wanted names of entries of the first folder; none for all */
    ArchiveVisitor(TreeWalk walk, ZipWriter zip, Set<String> wanted) {
        this.walk = walk;
        this.zip = zip;
        this.copy = new FileCopy(walk, zip);
        this.wanted = wanted;
    }

    @Override
    public boolean enters(TreeFolder folder, Info entry) {
        return !folder.isStart() || wanted.isEmpty() || wanted.contains(entry.name());
    }

    @Override
    public void entries(TreeFolder folder, List<Info> entries) {
        for (Info entry : entries) {
            if (!enters(folder, entry)) {
                continue;
            }
            if (folder.isStart()) {
                found.add(entry.name());
            }
            if (held.size() < MAX_HELD) {
                held.add(entry);
            } else if (held.size() == MAX_HELD) {
                failed(folder.path(),
                        tooMuch("It has more than " + MAX_HELD + " entries, of which the rest isn't here."));
                endHere();
                return;
            }
        }
    }

    private void endHere() {
        over = true;
        errors.add("And all that would have come after it.");
    }

    @Override
    public void listed(TreeFolder folder) throws IOException {
        List<Info> entries = held;
        held = new ArrayList<>();
        names = new FolderNames();
        entries.forEach(entry -> names.add(entry.name()));
        if (folder.isStart()) {
            topNames = names;
            requireWanted();
        }
        String prefix = prefix(folder.path());
        for (Info entry : entries) {
            if (lost >= MAX_LOST || zip.entries() >= MAX_ENTRIES) {
                giveUp(folder.path().child(entry.name()));
                return;
            }
            if (entry.type() == Files.Type.DIRECTORY) {
                addFolder(folder, prefix, entry);
            } else {
                addFile(folder, prefix, entry);
            }
        }
        Failure why = unlisted.remove(folder.path());
        if (why != null) {
            mark(prefix, "FOLDER", why);
        }
    }

    /** Nothing is written yet when none is there. */
    private void requireWanted() {
        List<String> missing = wanted.stream().filter(name -> !found.contains(name)).sorted().toList();
        if (!missing.isEmpty() && found.isEmpty()) {
            throw Failure.notFound("None of these entries is in this folder.").exception();
        }
        missing.forEach(name -> errors.add(RemotePath.TOP.child(name),
                Failure.notFound("There is no such entry in this folder.")));
    }

    private void giveUp(RemotePath next) {
        errors.add(next,
                lost >= MAX_LOST ? TreeWalk.notTried() : tooMuch("There are more than " + MAX_ENTRIES + " entries."));
        endHere();
    }

    private void addFolder(TreeFolder folder, String prefix, Info entry) throws IOException {
        String name = names.of(entry.name());
        if (!name.equals(entry.name())) {
            renamed.put(folder.path().child(entry.name()), name);
        }
        zip.folder(prefix + name + "/", entry.modified());
    }

    private void addFile(TreeFolder folder, String prefix, Info entry) throws IOException {
        RemotePath path = folder.path().child(entry.name());
        String name = names.of(entry.name());
        boolean opened = false;
        try (FileCopy.Opened file = copy.open(path)) {
            opened = true;
            lost = 0;
            copy.add(file, prefix + name, entry.modified());
        } catch (FailureException e) {
            if (walk.isClientGone()) {
                throw e;
            }
            // One that breaks off may be a bad one: whether the server is lost is seen when the next is opened.
            lost = !opened && TreeWalk.isLoss(e.failure()) ? lost + 1 : 0;
            errors.add(path, e.failure());
            mark(prefix, name, e.failure());
        }
    }

    /** Beside what isn't whole, for whoever looks there and not at the end. */
    private void mark(String prefix, String name, Failure why) throws IOException {
        byte[] text = (why.detail() + "\n").getBytes(StandardCharsets.UTF_8);
        zip.file(prefix + names.free(name + ".incomplete"), Instant.now(), text, text.length);
    }

    private String prefix(RemotePath folder) {
        StringBuilder prefix = new StringBuilder();
        RemotePath at = RemotePath.TOP;
        for (String name : folder.segments()) {
            at = at.child(name);
            prefix.append(renamed.getOrDefault(at, name)).append('/');
        }
        return prefix.toString();
    }

    @Override
    public void failed(RemotePath path, Failure why) {
        errors.add(path, why);
        if (unlisted.size() < MAX_UNLISTED) {
            unlisted.put(path, why);
        }
    }

    @Override
    public boolean wantsMore() {
        return !over;
    }

    void finish() throws IOException {
        if (!errors.isEmpty()) {
            byte[] text = errors.toString().getBytes(StandardCharsets.UTF_8);
            zip.file(topNames.free("ERRORS.txt"), Instant.now(), text, text.length);
        }
        zip.finish();
    }

    private static Failure tooMuch(String detail) {
        return Failure.of(FailureCode.UNSUPPORTED, detail);
    }
}
