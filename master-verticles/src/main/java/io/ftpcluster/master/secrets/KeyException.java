package io.ftpcluster.master.secrets;

/** A key is missing, damaged or can't be kept; the message is one line for the operator and never shows the key. */
public final class KeyException extends RuntimeException {

    public KeyException(String message) {
        super(message);
    }

    public KeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
