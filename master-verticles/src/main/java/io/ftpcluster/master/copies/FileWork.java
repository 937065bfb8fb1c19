package io.ftpcluster.master.copies;

/** How one file gets from its place to another. One attempt: whoever calls tries again. */
interface FileWork {

    enum Outcome {
        DONE,
        /** There is one of its name. */
        SKIPPED
    }

    /**
     * Fails with a {@link io.ftpcluster.bus.FailureException}. What broke off can be gone on with by another attempt.
     *
     * @param again whether there may be something of an attempt before
     */
    Outcome attempt(FileTask task, boolean again) throws CopyStoppedException;

    /** Removes what attempts have left, as well as it can. */
    void discard(FileTask task);

    /** How many bytes the last attempt has moved. */
    long moved();
}
