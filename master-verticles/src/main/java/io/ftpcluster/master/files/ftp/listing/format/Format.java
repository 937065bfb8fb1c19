package io.ftpcluster.master.files.ftp.listing.format;

/** One way to write a folder down. It may keep state from line to line, so each listing has its own. */
interface Format {

    Reading read(Words line);

    /** How many lines began an entry that never came to its end. */
    default int lost() {
        return 0;
    }
}
