package io.ftpcluster.master.copies;

/** None of the files that are left can be copied. The message is for people. */
final class CopyFailedException extends Exception {

    private static final long serialVersionUID = 1;

    CopyFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
