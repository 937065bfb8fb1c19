package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** What a format makes of one line. */
sealed interface Reading {

    /** Where there is no entry. */
    enum None implements Reading {
        /** A part of a listing that is no entry: a heading, a total, the folder itself. */
        ORDINARY,
        /** The start of an entry; the next line has the rest. */
        PARTIAL,
        /** Not of this format. */
        UNKNOWN
    }

    /** One file, folder or link. */
    record Entry(Files.Info info) implements Reading {}

    static Reading file(String name, long size, Moment modified) {
        return entry(name, Files.Type.FILE, size, modified);
    }

    static Reading entry(String name, Files.Type type, long size, Moment modified) {
        return new Entry(new Files.Info(name, type, type == Files.Type.FILE ? size : -1,
                modified == null ? null : modified.time(), modified != null && modified.time() != null));
    }
}
