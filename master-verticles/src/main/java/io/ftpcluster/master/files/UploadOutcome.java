package io.ftpcluster.master.files;

/** What a stored upload has become. */
public enum UploadOutcome {
    CREATED,
    REPLACED,
    /** The server took the file away before it had its name. */
    TAKEN_AWAY
}
