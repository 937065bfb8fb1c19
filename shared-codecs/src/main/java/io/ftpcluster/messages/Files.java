package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Wire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Files and folders on the servers. Answered by the FTP proxy. */
public final class Files {

    /** Longer than every wait inside it together, so that its own, better failure comes first. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    public static final Address<ListFolder, Listing> LIST = Address.of("files.list", ListFolder.class, Listing.class)
            .within(DEADLINE);
    /** Bytes never cross the clustered bus: the handle lives on this node. Whoever gets it must close or read it. */
    public static final Address<Open, Handle> OPEN = Address.onThisNode("files.open", Open.class, Handle.class)
            .within(DEADLINE);

    private Files() {}

    public enum Type {
        FILE,
        DIRECTORY,
        /** A link whose target is neither a file nor a folder that the login can see. */
        SYMLINK
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

    @Wire("files.list-folder.v1")
    public record ListFolder(Actor actor, Location location) {}

    /** @param incomplete why entries may be missing (the server cut the list, names that can't be shown), or null */
    @Wire("files.listing.v1")
    public record Listing(List<Info> entries, String incomplete) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    @Wire("files.open.v1")
    public record Open(Actor actor, Location location) {}

    /** What was found at a path, with the backend session that found it still held. */
    public interface Handle {

        Info info();

        /**
         * Starts sending; the stream is paused. Its end means that every promised byte came and the server confirmed
         * it; anything else arrives at its exception handler.
         *
         * @param offset first byte, 0 for the start
         * @param length how many bytes, or -1 for all that follow
         */
        Future<Content> read(long offset, long length);

        /** Gives the session back; closing twice, or while content is read, does nothing. */
        void close();
    }

    /** Bytes on their way from a server. */
    public interface Content extends ReadStream<Buffer> {

        /** Ends the transfer because the reader has gone; harmless after the end. */
        void abort();
    }
}
