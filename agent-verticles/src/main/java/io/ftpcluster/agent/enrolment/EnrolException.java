package io.ftpcluster.agent.enrolment;

/** This machine didn't register; the message is one line that says why and what to do, and never a secret. */
final class EnrolException extends Exception {

    private static final long serialVersionUID = 1;

    EnrolException(String message) {
        super(message);
    }

    EnrolException(String message, Throwable cause) {
        super(message, cause);
    }
}
