package io.ftpcluster.messages;

import java.util.List;

/** Entries that nobody has to wait for. Not thread-safe. */
final class KnownEntries implements FileStreams.Entries {

    private final Files.Listing listing;
    private boolean given;

    KnownEntries(Files.Listing listing) {
        this.listing = listing;
    }

    @Override
    public List<Files.Info> next() {
        List<Files.Info> all = given ? List.of() : listing.entries();
        given = true;
        return all;
    }

    @Override
    public boolean hasMore() {
        return !given;
    }

    @Override
    public String incomplete() {
        return listing.incomplete();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
