package io.ftpcluster.agent.datalink;

import io.ftpcluster.agent.file.PrivateFile;
import io.ftpcluster.agent.link.DatalinkJournal;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.FrameText;
import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.UserNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Whose accounts were made through the datalink, and which changes the portal hasn't been told; both in one file, which is on the
 * disk before something is changed and after it. Thread-safe.
 */
final class DatalinkLedger implements DatalinkJournal {

    static final int MOST_NAMES = 10_000;
    static final int MOST_CHANGES = 1000;

    private static final String HEAD = "# Accounts that were made through the agent's datalink, and changes that the portal hasn't"
            + " been told. Written by the agent.\n";
    private static final String ACCOUNT = "account";
    private static final String CHANGE = "change";
    private static final String TAB = "\t";
    private static final int ACCOUNT_FIELDS = 3;
    private static final int CHANGE_FIELDS = 7;
    private static final String BEGUN = "begun, and the agent ended before it was known to be done";

    private final Path file;
    private final Log log;
    private final Map<String, State> names = new TreeMap<>();
    private final Map<String, Change> changes = new LinkedHashMap<>();
    /** Ids of changes that are being made; what comes of them isn't known yet. */
    private final Set<String> open = new HashSet<>();
    private long version;

    /** How far an account is. */
    enum State {
        /** It was begun, and wasn't made yet or only in part. */
        MAKING,
        MADE,
        /** It goes, and so its files are kept. */
        KEEP,
        ARCHIVE,
        REMOVE;

        boolean isGoing() {
            return this != MAKING && this != MADE;
        }
    }

    private DatalinkLedger(Path file, Log log) {
        this.file = file;
        this.log = log;
    }

    /** @throws IOException when there is one that can't be read; the message says what to do */
    static DatalinkLedger open(Path folder, Log log) throws IOException {
        DatalinkLedger ledger = new DatalinkLedger(folder.resolve("datalink.accounts"), log);
        if (Files.exists(ledger.file)) {
            ledger.read();
        }
        return ledger;
    }

    private void read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + FileProblem.text(e), e);
        }
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#") && !take(line.split(TAB, -1))) {
                throw new IOException(file + " has a line that the agent didn't write. Correct or remove it");
            }
        }
    }

    private boolean take(String[] fields) {
        if (fields[0].equals(ACCOUNT) && fields.length == ACCOUNT_FIELDS && UserNames.isPossible(fields[1])) {
            EnumNames.find(State.class, fields[2]).ifPresent(state -> names.put(fields[1], state));
            return names.containsKey(fields[1]);
        }
        if (!fields[0].equals(CHANGE) || fields.length != CHANGE_FIELDS) {
            return false;
        }
        try {
            Change change = new Change(fields[1], Long.parseLong(fields[2]), fields[3], fields[4], fields[5],
                    fields[6].isEmpty() ? null : fields[6]);
            changes.put(change.id(), change);
            return true;
        } catch (NumberFormatException | FrameException e) {
            return false;
        }
    }

    /** Null for one that wasn't made here. */
    synchronized State state(String name) {
        return names.get(name);
    }

    synchronized boolean has(String name) {
        return names.containsKey(name);
    }

    /** Those that go, and whose files aren't yet what they should be. */
    synchronized Map<String, State> going() {
        Map<String, State> going = new TreeMap<>(names);
        going.values().removeIf(state -> !state.isGoing());
        return going;
    }

    /**
     * Writes down that something is about to be changed.
     *
     * @param from the client's address
     * @param state of the account from now on
     * @return the change's id
     * @throws IOException when it can't be written, or there is no room; then nothing may be changed
     */
    synchronized String begin(String action, String name, String from, State state) throws IOException {
        if (!names.containsKey(name) && names.size() >= MOST_NAMES) {
            throw new IOException("the datalink keeps " + MOST_NAMES + " accounts at most");
        }
        String id = UUID.randomUUID().toString();
        State before = names.put(name, state);
        changes.put(id,
                new Change(id, Math.max(1, System.currentTimeMillis()), action, name, FrameText.clean(from), BEGUN));
        try {
            write();
        } catch (IOException e) {
            changes.remove(id);
            put(name, before);
            throw new IOException(file + " can't be written, so nothing is changed: " + FileProblem.text(e), e);
        }
        open.add(id);
        return id;
    }

    /**
     * @param detail what more there is to say; null: nothing
     * @param state of the account from now on; null when there is none
     */
    synchronized void end(String id, String detail, State state) {
        Change begun = changes.get(id);
        changes.put(id,
                new Change(id, begun.at(), begun.action(), begun.name(), begun.from(), FrameText.clean(detail)));
        open.remove(id);
        put(begun.name(), state);
        for (String oldest : List.copyOf(changes.keySet())) {
            if (changes.size() > MOST_CHANGES && !open.contains(oldest)) {
                Change dropped = changes.remove(oldest);
                log.write("datalink: the portal was away for so long that it isn't told of " + dropped.action() + " "
                        + dropped.name());
            }
        }
        version++;
        writeOrTell();
    }

    private void put(String name, State state) {
        if (state == null) {
            names.remove(name);
        } else {
            names.put(name, state);
        }
    }

    @Override
    public synchronized long version() {
        return names.isEmpty() && changes.isEmpty() && version == 0 ? NOTHING : version;
    }

    @Override
    public synchronized DatalinkFrame frame() {
        // What takes an hour, as archives may, doesn't hold up the others.
        List<Change> known = changes.values()
                .stream()
                .filter(change -> !open.contains(change.id()))
                .limit(DatalinkFrame.MAX_CHANGES)
                .toList();
        return new DatalinkFrame(known, names.keySet().stream().limit(DatalinkFrame.MAX_NAMES).toList(), names.size());
    }

    @Override
    public synchronized void stored(List<Change> told) {
        if (!told.isEmpty()) {
            told.forEach(change -> changes.remove(change.id()));
            if (!changes.isEmpty()) {
                version++;
            }
            writeOrTell();
        }
    }

    /** What isn't on the disk now is written with the next change, and till then the portal may be told it twice. */
    private void writeOrTell() {
        try {
            write();
        } catch (IOException e) {
            log.write("datalink: " + file + " can't be written: " + FileProblem.text(e));
        }
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        names.forEach((name, state) -> text.append(String.join(TAB, ACCOUNT, name, EnumNames.of(state))).append('\n'));
        changes.values()
                .forEach(change -> text
                        .append(String.join(TAB, CHANGE, change.id(), Long.toString(change.at()), change.action(),
                                change.name(), change.from(), change.detail() == null ? "" : change.detail()))
                        .append('\n'));
        PrivateFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
