package io.ftpcluster.master.copies;

/** This node does no more of a copy: it is to be cancelled, or another node goes on with it. */
final class CopyStoppedException extends Exception {

    private static final long serialVersionUID = 1;

    CopyStoppedException() {
        super("stopped", null, false, false);
    }
}
