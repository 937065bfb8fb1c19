package io.ftpcluster.master.provisioning.job;

/** Why a step failed, and what to do: the detail that people read. */
final class StepFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StepFailure(String message) {
        super(message);
    }

    StepFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
