package io.ftpcluster.master.cli.files;

/** The way of one file. */
interface FileTransfer {

    /** What became of it. */
    enum Outcome {
        DONE,
        /** It was there before, as it should be. */
        THERE
    }

    /** For people. */
    String name();

    /** Fails with a CommandException. */
    Outcome run();
}
