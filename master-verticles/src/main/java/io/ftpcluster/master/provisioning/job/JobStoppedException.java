package io.ftpcluster.master.provisioning.job;

/** A job that isn't this node's any more, or that somebody has cancelled; no failure of it. */
final class JobStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    JobStoppedException() {
        super("stopped");
    }
}
