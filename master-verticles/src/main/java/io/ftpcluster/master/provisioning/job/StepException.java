package io.ftpcluster.master.provisioning.job;

/** Why a step failed, and what to do: the detail that people read. */
final class StepException extends Exception {

    private static final long serialVersionUID = 1L;

    StepException(String message) {
        super(message);
    }

    StepException(String message, Throwable cause) {
        super(message, cause);
    }
}
