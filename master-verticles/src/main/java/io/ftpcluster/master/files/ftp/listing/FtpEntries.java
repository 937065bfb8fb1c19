package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The entries of a folder, its session held until the last has come. They are read when they are asked for: a reader that
 * is slow makes the server wait, and one that has gone without a word ends it after a while.
 */
public final class FtpEntries implements FileStreams.Entries {

    /** So many are sorted; more would be much memory for each reader. */
    public static final int SORTED = 5000;
    private static final int PIECE = 1000;
    /** HTTP reads or closes at once; this is for the day when it forgets to. */
    private static final Duration UNREAD = Duration.ofSeconds(30);
    /** Behind every patience that HTTP may have with its client, in case it forgets one. */
    private static final Duration READER = Duration.ofMinutes(11);
    private static final Comparator<Files.Info> ORDER = Comparator
            .comparing((Files.Info entry) -> entry.type() != Files.Type.DIRECTORY)
            .thenComparing(Files.Info::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Files.Info::name);

    private final Vertx vertx;
    private final Lease lease;
    private final FolderListing listing;
    private final boolean followLinks;
    private List<Files.Info> waiting = List.of();
    private boolean first = true;
    private boolean reading;
    private boolean over;
    private boolean closed;
    private long timer;

    /**
     * @param listing of a folder that was entered
     * @param followLinks whether links in a small folder are shown as what they lead to
     */
    public FtpEntries(Vertx vertx, Lease lease, FolderListing listing, boolean followLinks) {
        this.vertx = vertx;
        this.lease = lease;
        this.listing = listing;
        this.followLinks = followLinks;
        this.timer = vertx.setTimer(UNREAD.toMillis(), id -> close());
    }

    @Override
    public List<Files.Info> next() {
        if (!begin()) {
            return List.of();
        }
        boolean more = false;
        try {
            List<Files.Info> entries = first ? sorted() : following();
            first = false;
            more = hasMore();
            return entries;
        } catch (IOException e) {
            throw lease.session().failures().from(FtpOperation.LIST, e);
        } finally {
            end(more);
        }
    }

    private List<Files.Info> sorted() throws IOException {
        List<Files.Info> entries = listing.next(SORTED);
        if (!listing.hasEnded()) {
            // Only one entry more tells a large folder from one that just fits.
            waiting = listing.next(1);
        }
        if (followLinks && !hasMore()) {
            listing.followLinks(entries);
        }
        entries.sort(ORDER);
        return entries;
    }

    private List<Files.Info> following() throws IOException {
        List<Files.Info> entries = waiting;
        waiting = List.of();
        while (entries.isEmpty() && !listing.hasEnded()) {
            entries = listing.arrived(PIECE);
        }
        return entries;
    }

    /** False when there is nothing more to read. */
    private synchronized boolean begin() {
        if (closed || reading || (over && hasMore())) {
            throw Failure.of(FailureCode.UNAVAILABLE, "The list was closed.").exception();
        }
        vertx.cancelTimer(timer);
        reading = !over;
        return reading;
    }

    private synchronized void end(boolean more) {
        reading = false;
        over = !more || closed;
        if (over) {
            listing.close();
            lease.close();
        } else {
            timer = vertx.setTimer(READER.toMillis(), id -> close());
        }
    }

    @Override
    public boolean hasMore() {
        return !waiting.isEmpty() || !listing.hasEnded();
    }

    @Override
    public String incomplete() {
        return listing.incomplete();
    }

    @Override
    public String unreadableLine() {
        return listing.unreadableLine();
    }

    /** Whoever is reading gets a failure and gives the lease back. */
    @Override
    public synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
        if (reading) {
            lease.kill();
        } else if (!over) {
            over = true;
            listing.close();
            lease.close();
        }
    }
}
