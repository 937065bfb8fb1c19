package io.ftpcluster.master.cli.remote;

/** What scripts learn from how a command ends; 0 is done, and 2 wrong usage. */
public final class ExitCodes {

    /** The portal said no, or what was waited for failed. */
    public static final int REFUSED = 1;
    public static final int USAGE = 2;
    /** No portal answered. */
    public static final int UNREACHABLE = 3;

    private ExitCodes() {}
}
