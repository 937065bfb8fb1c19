package io.ftpcluster.master.files;

/** What to do when something stands already where something new shall go. */
public enum ConflictPolicy {
    REPLACE,
    /** Fail with EXISTS: the asker wants nothing replaced. */
    FAIL,
    /** Fail with FORBIDDEN: the asker may not replace. */
    FORBID
}
