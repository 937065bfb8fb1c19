package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What some answers of {@link Files} hold: content and entries on their way. They live on the node that answered, and never
 * cross the clustered bus.
 */
public final class FileStreams {

    private FileStreams() {}

    /** Somebody's access to a server, for as long as it is used. */
    public interface Watch extends AutoCloseable {

        /** Completes with the reason when the access has ended; never fails. */
        Future<Failure> ended();

        /** It isn't used any more. */
        @Override
        void close();
    }

    /** A folder that was found, and what is in it as the server tells it. */
    public interface Entries extends AutoCloseable {

        /**
         * Waits for the next entries, on a virtual thread. All of a small folder come at once, folders first, then by
         * name. Of a larger one the first thousands come like that, and the rest as the server sends it. Empty after
         * the last; fails when the list breaks off.
         */
        List<Info> next();

        /** Whether more may come; known after {@link #next}. */
        boolean hasMore();

        /** Why entries may be missing, or null; known when no more can come. */
        String incomplete();

        /** A line of the server's listing that can't be read, for admins: printable, bounded; null for none. */
        default String unreadableLine() {
            return null;
        }

        /** Gives the session back or, in the middle, ends it; from any thread, and harmless after the end. */
        @Override
        void close();

        /** Those that are known already. */
        static Entries of(Listing listing) {
            return new KnownEntries(listing);
        }
    }

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

    /** How a transfer ended. */
    public enum Ending {
        /** Every byte came and was confirmed. */
        COMPLETED,
        /** The server or the way to it failed, or one side was too slow. */
        FAILED,
        /** Whoever used the stream gave it up. */
        ABORTED,
        /** Somebody else broke it off: an admin. */
        ENDED
    }

    /** What both directions have for those who watch; any thread may call. */
    public interface Moving {

        /** Completes when the transfer has ended, in whatever way; never fails. */
        Future<Ending> over();

        /**
         * Ends the transfer from outside: unlike an abort it reaches whoever uses the stream as a failure, never as a
         * regular end. Harmless after the end.
         */
        void breakOff(Throwable cause);

        /** How many bytes so far. */
        long moved();
    }

    /** Bytes on their way from a server. */
    public interface Content extends ReadStream<Buffer>, Moving {

        /** Ends the transfer because the reader has gone; harmless after the end. */
        void abort();

        /** How many bytes the reader has been given so far; any thread may ask. */
        @Override
        long moved();

        /** To be called before the first fetch: some bytes may then go by this outlet and not to the handler. */
        default void splice(Outlet outlet) {}
    }

    /** A reader's socket, for bytes that need not pass through this program. What goes by it stays in order. */
    public interface Outlet {

        /**
         * Lets the socket's descriptor be used, on the reader's thread and while the socket is surely open, as soon as
         * all that was handed out before has left. Fails when the reader has gone.
         *
         * @param handedOut how many bytes that is, counted from the start
         */
        <T> Future<T> after(long handedOut, IntFunction<T> use);

        /** How long the reader may take nothing. */
        Duration patience();

        /** To be told after the last of these bytes has left and before anything else is handed out. */
        void passed(long bytes);
    }

    /** A writer's socket, for bytes that need not pass through this program. What is taken from it stays in order. */
    public interface Inlet {

        /**
         * Stops reading, and when all that was read before has been written to the sink, lets the socket's descriptor be
         * used, on the writer's thread and while the socket is surely open. Fails when the writer has gone.
         */
        <T> Future<Stopped<T>> stop(IntFunction<T> use);

        /** After a stop for nothing: goes on reading. */
        void goOn();

        /** How long the writer may send nothing. */
        Duration patience();

        /** To be told when these bytes, the rest of what was promised, have been taken. */
        void passed(long bytes);
    }

    /**
     * What a stop of an inlet gives.
     *
     * @param written how many bytes have been written to the sink, counted from the start
     */
    public record Stopped<T>(long written, T result) {}

    /**
     * Bytes on their way to a server. Until {@link #commit} nothing stands under the real name, where the server can
     * rename; whoever gets a sink must commit or abort it.
     */
    public interface Sink extends WriteStream<Buffer>, Moving {

        /** Ends the upload: true when the file is new, false when it replaced one. Fails unless all bytes arrived. */
        Future<Boolean> commit();

        /**
         * After a commit: whether the server had all bytes and then took the file away, before it got its name. Some do that
         * with whatever they are given, to work on it.
         */
        default boolean takenAway() {
            return false;
        }

        /** Gives up and removes what was written; harmless after the end. */
        void abort();

        /** Whether the bytes go straight to the real name, as where the server can't rename. */
        default boolean inPlace() {
            return false;
        }

        /** How many bytes the server has been sent so far; any thread may ask. */
        @Override
        long moved();

        /** Changes whenever the server is seen to take something, also of what was sent before; any thread may ask. */
        default long progress() {
            return moved();
        }

        /** To be called before the first write: some bytes may then be taken from this inlet and not be written. */
        default void splice(Inlet inlet) {}
    }
}
