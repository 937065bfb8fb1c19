package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Kind;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files.OpenFolder;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Files as the user of a copy may use them now, who is looked up for each request. Blocks, for virtual threads. */
final class UserFiles {

    /** In one folder: they are sorted, so that whoever takes over goes on where the last one was. */
    private static final int MOST_ENTRIES = 200_000;

    private final Bus bus;
    private final Copy copy;

    UserFiles(Bus bus, Copy copy) {
        this.bus = bus;
        this.copy = copy;
    }

    /** FORBIDDEN when the account is gone. */
    Actor actor() {
        try {
            Users.User user = bus.request(Users.FIND, new Users.Find(copy.userId())).await();
            return Actor.of(user, copy.remoteAddress(), AuthenticationMethod.SYSTEM);
        } catch (FailureException e) {
            throw e.failure().code() == FailureCode.NOT_FOUND
                    ? Failure.forbidden("The account of " + copy.username() + " is gone.").causedBy(e)
                    : e;
        }
    }

    Info stat(Location at) {
        return await(bus.request(Files.STAT, new Files.Stat(actor(), at)));
    }

    /** Empty when there is nothing, or nobody may look. */
    Optional<Info> find(Location at) {
        try {
            return Optional.of(stat(at));
        } catch (FailureException e) {
            if (isAbsent(e) || e.failure().code() == FailureCode.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What is in a folder by name, but for what uploads have left that aren't whole. */
    record Content(List<Info> entries, String incomplete) {}

    /** For a copy with links as what they lead to; a move must know them, so that it empties nothing through one. */
    Content list(Location folder) {
        boolean followLinks = copy.operation() == Operation.COPY;
        try (OpenFolder found = await(bus.request(Files.LIST, new Files.ListFolder(actor(), folder, followLinks)))) {
            List<Info> entries = new ArrayList<>();
            do {
                for (Info entry : found.entries().next()) {
                    if (!Files.isPart(entry.name())) {
                        entries.add(entry);
                    }
                }
                if (entries.size() > MOST_ENTRIES) {
                    throw Failure
                            .of(FailureCode.UNSUPPORTED,
                                    folder.path() + " has more than " + MOST_ENTRIES
                                            + " entries, which is too many to copy.")
                            .exception();
                }
            } while (found.entries().hasMore());
            entries.sort(Comparator.comparing(Info::name));
            return new Content(entries, found.entries().incomplete());
        }
    }

    /** Of what a move is to take, as far as the server tells links from others. */
    boolean isLink(Location at) {
        if (at.path().isTop()) {
            return false;
        }
        String name = at.path().name();
        return list(UserFiles.at(at, at.path().parent())).entries()
                .stream()
                .anyMatch(entry -> entry.name().equals(name) && entry.type() == Files.Type.SYMLINK);
    }

    FileStreams.Handle open(Location at) {
        return await(bus.request(Files.OPEN, new Files.Open(actor(), at)));
    }

    FileStreams.Sink upload(Location at, boolean createOnly, long offset, long length, String part) {
        return await(bus.request(Files.UPLOAD, new Files.Upload(actor(), at, createOnly, offset, length, part)));
    }

    /** Makes a folder unless it is there. */
    void makeFolder(Location at) {
        if (at.path().isTop()) {
            return;
        }
        try {
            await(bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(actor(), at)));
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.EXISTS) {
                throw e;
            }
        }
    }

    /** A file, or an empty folder. */
    void remove(Location at) {
        await(bus.request(Files.REMOVE, new Files.Remove(actor(), at, false)));
    }

    void rename(Location at, RemotePath target, boolean overwrite) {
        await(bus.request(Files.RENAME, new Files.Rename(actor(), at, target, overwrite, Kind.ANY, Kind.ANY)));
    }

    /** As well as the server can. */
    void setModified(Location at, Instant modified) {
        if (modified == null) {
            return;
        }
        try {
            await(bus.request(Files.SET_MODIFIED, new Files.SetModified(actor(), at, modified)));
        } catch (FailureException e) {
            // The content is right, and nobody is told to mend what can't be.
        }
    }

    static boolean isAbsent(FailureException e) {
        return e.failure().code() == FailureCode.NOT_FOUND;
    }

    static Location in(Location folder, String name) {
        return at(folder, folder.path().child(name));
    }

    static Location at(Location place, RemotePath path) {
        return new Location(place.username(), place.alias(), path);
    }

    private static <T> T await(Future<T> answer) {
        return answer.await();
    }
}
