package io.ftpcluster.master.provisioning.ssh;

/** What went wrong with a server over SSH. Its message is for people: which server, what, and what to do about it. */
public final class SshOperationException extends Exception {

    private static final long serialVersionUID = 1L;

    SshOperationException(String message) {
        super(message);
    }

    SshOperationException(String message, Throwable cause) {
        super(message, cause);
    }
}
