package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.messages.FileStreams.Entries;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.FileStreams.Sink;
import io.ftpcluster.messages.FileStreams.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files and folders on the servers. Answered by the FTP proxy, which refuses whoever may not see the folders of the user
 * that is named: FORBIDDEN, the same for users and servers that don't exist.
 */
public final class Files {

    /** Longer than every wait inside it together, so that its own, better failure comes first. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /** That refusal alone, for what HTTP and its like answer without asking for anything else here. */
    public static final Address<CheckAccess, Done> CHECK_ACCESS = Address.onThisNode("files.check-access",
            CheckAccess.class, Done.class);
    /**
     * For what is done with many files or folders, one after the other: tells when the actor's access ends between two of
     * them. FORBIDDEN without the right. Whoever gets it must close it.
     */
    public static final Address<WatchAccess, Watch> WATCH = Address.onThisNode("files.watch", WatchAccess.class,
            Watch.class);
    /** The servers that a user may use, which are the folders above all others. */
    public static final Address<ListServers, ServerFolders> SERVERS = Address.onThisNode("files.servers",
            ListServers.class, ServerFolders.class);
    /** NOT_FOUND when there is no such folder. Entries stream on this node; whoever gets them must close them. */
    public static final Address<ListFolder, OpenFolder> LIST = Address
            .onThisNode("files.list", ListFolder.class, OpenFolder.class)
            .within(DEADLINE);
    /**
     * What is at a path, links followed. NOT_FOUND when there is nothing. Whoever may list or download may ask; it is no
     * transfer and takes no permit of one.
     */
    public static final Address<Stat, Info> STAT = Address.onThisNode("files.stat", Stat.class, Info.class)
            .within(DEADLINE);
    /** Bytes never cross the clustered bus: the handle lives on this node. Whoever gets it must close or read it. */
    public static final Address<Open, Handle> OPEN = Address.onThisNode("files.open", Open.class, Handle.class)
            .within(DEADLINE);

    /** As {@link #OPEN}, for writing. EXISTS with {@code createOnly} when there is something already. */
    public static final Address<Upload, Sink> UPLOAD = Address.onThisNode("files.upload", Upload.class, Sink.class)
            .within(DEADLINE);
    /** CONFLICT for a folder that isn't empty, unless {@code recursive}. */
    public static final Address<Remove, Done> REMOVE = Address.onThisNode("files.remove", Remove.class, Done.class)
            .within(DEADLINE);
    /** EXISTS when there is something already; CONFLICT when the folder above is missing. */
    public static final Address<MakeFolder, Done> MAKE_FOLDER = Address
            .onThisNode("files.make-folder", MakeFolder.class, Done.class)
            .within(DEADLINE);
    /** Within one server. EXISTS when the target is there and may not be replaced; CONFLICT without its folder. */
    public static final Address<Rename, Renamed> RENAME = Address
            .onThisNode("files.rename", Rename.class, Renamed.class)
            .within(DEADLINE);
    /**
     * Sets a file's time. UNSUPPORTED where the server can't. Whoever may upload may: programs set the time of what they
     * have just stored, and no content is lost by it.
     */
    public static final Address<SetModified, Done> SET_MODIFIED = Address
            .onThisNode("files.set-modified", SetModified.class, Done.class)
            .within(DEADLINE);

    /**
     * Logs in anew, with the login of a permission, and does nothing else. Needs no right there. NOT_FOUND when there is no such
     * permission; fails as all others do when the server takes no login.
     */
    public static final Address<TryLogin, Done> TRY_LOGIN = Address
            .onThisNode("files.try-login", TryLogin.class, Done.class)
            .within(DEADLINE);

    private static final String PART_PREFIX = ".ftpcluster-";
    private static final String PART_SUFFIX = ".part";
    private static final Pattern PART = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Files() {}

    public enum Type {
        FILE,
        DIRECTORY,
        /** A link whose target is neither a file nor a folder that the login can see. */
        SYMLINK
    }

    /**
     * What somebody who changes something takes it for, as the end of a path in a slash says, or a command that is for one
     * of them. It is looked at beside the change, and only when it isn't {@link #ANY}: a {@link #STAT} before it would be as
     * many round trips to the server, but needs a right that changes don't.
     */
    public enum Kind {
        ANY,
        FILE,
        FOLDER
    }

    /** Whose folder, on which server, where in it; {@code actor} is who asks, perhaps an admin. */
    public record Location(String username, String alias, RemotePath path) {
        public Location {
            required("username", username);
            required("alias", alias);
            required("path", path);
        }
    }

    /**
     * @param size bytes, or -1 when unknown
     * @param modified UTC, or null when unknown
     * @param approximate whether {@code modified} comes from a listing without zone or seconds
     */
    public record Info(String name, Type type, long size, Instant modified, boolean approximate) {}

    @Wire("files.check-access.v1")
    public record CheckAccess(Actor actor, String username) {
        public CheckAccess {
            required("actor", actor);
            required("username", username);
        }
    }

    /** @param right which is needed */
    @Wire("files.watch-access.v1")
    public record WatchAccess(Actor actor, Location location, Permissions.Right right) {
        public WatchAccess {
            required("actor", actor);
            required("location", location);
            required("right", right);
        }
    }

    /** @param username whose permission, perhaps not the actor's own */
    @Wire("files.try-login.v1")
    public record TryLogin(Actor actor, String username, String alias) {
        public TryLogin {
            required("actor", actor);
            required("username", username);
            required("alias", alias);
        }
    }

    /** @param username whose, perhaps not the actor's own */
    @Wire("files.list-servers.v1")
    public record ListServers(Actor actor, String username) {
        public ListServers {
            required("actor", actor);
            required("username", username);
        }
    }

    /** @param rights what may be done there */
    public record ServerFolder(String alias, Set<Permissions.Right> rights) {
        public ServerFolder {
            rights = Set.copyOf(rights);
        }
    }

    @Wire("files.server-folders.v1")
    public record ServerFolders(List<ServerFolder> servers) {
        public ServerFolders {
            servers = List.copyOf(servers);
        }
    }

    /**
     * When the actor's access ends, so does the list.
     *
     * @param followLinks of a small folder, links are shown as what they lead to; else all are {@link Type#SYMLINK}, as far
     *            as the server tells them from others
     */
    @Wire("files.list-folder.v3")
    public record ListFolder(Actor actor, Location location, boolean followLinks) {
        public ListFolder {
            required("actor", actor);
            required("location", location);
        }

        public ListFolder(Actor actor, Location location) {
            this(actor, location, true);
        }
    }

    /**
     * A folder that was found.
     *
     * @param rights what the actor may do on this server, for those who offer it
     */
    public record OpenFolder(Entries entries, Set<Permissions.Right> rights) implements AutoCloseable {
        public OpenFolder {
            rights = Set.copyOf(rights);
        }

        @Override
        public void close() {
            entries.close();
        }
    }

    @Wire("files.stat.v1")
    public record Stat(Actor actor, Location location) {
        public Stat {
            required("actor", actor);
            required("location", location);
        }
    }

    /**
     * All of a folder.
     *
     * @param incomplete why entries may be missing (the server cut the list, names that can't be shown), or null
     */
    public record Listing(List<Info> entries, String incomplete) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /**
     * When the actor's access ends, so does the download.
     *
     * @param whole the file will be read from its start to its end, at once: the answer may then come with its bytes
     */
    @Wire("files.open.v2")
    public record Open(Actor actor, Location location, boolean whole) {
        public Open {
            required("actor", actor);
            required("location", location);
        }

        public Open(Actor actor, Location location) {
            this(actor, location, false);
        }
    }

    /**
     * When the actor's access ends, so does the upload.
     *
     * @param createOnly fail rather than replace what is there
     * @param offset where the first byte goes: 0 for a whole file, else the size so far of the file, or of its part, to resume
     * @param length how many bytes will come, or -1 when unknown
     * @param part null, or a UUID: what was written then stays under the name that {@link #partOf} gives, to be resumed by the
     *            same one, unless the upload is aborted
     */
    @Wire("files.upload.v3")
    public record Upload(Actor actor, Location location, boolean createOnly, long offset, long length, String part) {
        public Upload {
            required("actor", actor);
            required("location", location);
            if (part != null && !PART.matcher(part).matches()) {
                throw Failure.invalid("part", "must be a UUID").exception();
            }
        }

        public Upload(Actor actor, Location location, boolean createOnly, long offset, long length) {
            this(actor, location, createOnly, offset, length, null);
        }
    }

    /** Where an upload's bytes are until they are whole, beside its file. */
    public static String partOf(String uuid) {
        return PART_PREFIX + uuid + PART_SUFFIX;
    }

    /** Whether only an upload that isn't whole has such a name. */
    public static boolean isPart(String name) {
        return name.startsWith(PART_PREFIX) && name.endsWith(PART_SUFFIX);
    }

    /**
     * When the actor's access ends, so does the deletion of a folder, between two entries.
     *
     * @param expected NOT_FOUND when there is something else
     */
    @Wire("files.remove.v2")
    public record Remove(Actor actor, Location location, boolean recursive, Kind expected) {
        public Remove {
            required("actor", actor);
            required("location", location);
            required("expected", expected);
        }

        public Remove(Actor actor, Location location, boolean recursive) {
            this(actor, location, recursive, Kind.ANY);
        }
    }

    @Wire("files.make-folder.v2")
    public record MakeFolder(Actor actor, Location location) {
        public MakeFolder {
            required("actor", actor);
            required("location", location);
        }
    }

    /**
     * @param target where it goes, on the same server and for the same user
     * @param expected NOT_FOUND when there is something else
     * @param targetKind what the target's path is for: CONFLICT when something else would go there
     */
    @Wire("files.rename.v2")
    public record Rename(Actor actor, Location location, RemotePath target, boolean overwrite, Kind expected,
            Kind targetKind) {
        public Rename {
            required("actor", actor);
            required("location", location);
            required("target", target);
            required("expected", expected);
            required("targetKind", targetKind);
        }

        public Rename(Actor actor, Location location, RemotePath target, boolean overwrite) {
            this(actor, location, target, overwrite, Kind.ANY, Kind.ANY);
        }
    }

    /** @param replaced whether something at the target had to go */
    @Wire("files.renamed.v1")
    public record Renamed(boolean replaced) {}

    /** @param modified whole seconds, as servers take no more: what is finer is cut off */
    @Wire("files.set-modified.v1")
    public record SetModified(Actor actor, Location location, Instant modified) {

        /** FTP writes years with four digits. */
        private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

        public SetModified {
            required("actor", actor);
            required("location", location);
            required("modified", modified);
            if (modified.isBefore(Instant.EPOCH) || !modified.isBefore(YEAR_10000)) {
                throw Failure.invalid("modified", "must be a time from 1970 to 9999").exception();
            }
            modified = modified.truncatedTo(ChronoUnit.SECONDS);
        }
    }
}
