package io.ftpcluster.master.backup;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a restore is about to rename, written down before the first one: all of it was checked and is on the disk, so whoever
 * comes after an interruption can end it. While it is there no portal starts with that folder.
 */
public final class PendingRestore {

    private static final String FILE = "restore-pending.json";

    private final Path record;
    private final String backup;
    private final List<Move> moves;

    /** @param to nothing is there before */
    record Move(Path from, Path to) {}

    private PendingRestore(Path record, String backup, List<Move> moves) {
        this.record = record;
        this.backup = backup;
        this.moves = List.copyOf(moves);
    }

    /** Fails with one line for people while a restore waits to be ended. */
    public static void requireNone(Path dataDir) {
        if (Files.exists(dataDir.resolve(FILE))) {
            throw BackupFailure.of("A restore into " + dataDir
                    + " was interrupted: run the same ftpcluster restore again," + " which ends it.");
        }
    }

    static Optional<PendingRestore> find(Path dataDir) throws IOException {
        Path record = dataDir.resolve(FILE);
        if (!Files.exists(record)) {
            return Optional.empty();
        }
        try {
            JsonObject given = new JsonObject(Files.readString(record));
            List<Move> moves = given.getJsonArray("moves")
                    .stream()
                    .map(JsonObject.class::cast)
                    .map(move -> new Move(Path.of(move.getString("from")), Path.of(move.getString("to"))))
                    .toList();
            return Optional.of(new PendingRestore(record, given.getString("backup"), moves));
        } catch (DecodeException | NullPointerException | ClassCastException damaged) {
            throw new IOException("what an interrupted restore has left in " + record + " is damaged", damaged);
        }
    }

    /**
     * From here on it is to be ended.
     *
     * @param backup which one it is, for people
     * @param moves in their order
     */
    static PendingRestore begin(Path dataDir, String backup, List<Move> moves, Owner owner) throws IOException {
        Path record = dataDir.resolve(FILE);
        JsonArray list = new JsonArray();
        moves.forEach(
                move -> list.add(new JsonObject().put("from", move.from().toString()).put("to", move.to().toString())));
        Path draft = Files.writeString(dataDir.resolve(FILE + ".part"),
                new JsonObject().put("backup", backup).put("moves", list).encodePrettily());
        owner.adopt(draft);
        force(draft);
        Files.move(draft, record, StandardCopyOption.ATOMIC_MOVE);
        force(dataDir);
        return new PendingRestore(record, backup, moves);
    }

    String backup() {
        return backup;
    }

    /** What was done already is left as it is. */
    void end(Owner owner) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (Move move : moves) {
            folders.add(move.to().getParent());
            folders.add(move.from().getParent());
            if (exists(move.to())) {
                continue;
            }
            if (!Files.isDirectory(move.to().getParent())) {
                owner.makeFolder(move.to().getParent());
            }
            if (exists(move.from())) {
                Files.move(move.from(), move.to(), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path folder : folders) {
            force(folder);
        }
        Files.delete(record);
        force(record.getParent());
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Of those that are there. */
    static List<Move> aside(Path folder, Path aside, List<String> names) {
        List<Move> moves = new ArrayList<>();
        for (String name : names) {
            if (exists(folder.resolve(name))) {
                moves.add(new Move(folder.resolve(name), aside.resolve(name)));
            }
        }
        return moves;
    }

    /** A file or a folder: on the disk when this returns. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The end of a sentence. */
    static String problem(IOException e) {
        return FileProblem.text(e);
    }
}
