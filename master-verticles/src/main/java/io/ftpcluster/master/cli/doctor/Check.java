package io.ftpcluster.master.cli.doctor;

/** One thing that is looked at. */
interface Check {

    /** A few words in lower case, the same in each run. */
    String name();

    /** Blocks for as long as it takes; whoever asks has a deadline. What it throws counts as a failure. */
    Finding look() throws Exception;
}
