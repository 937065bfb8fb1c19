package io.ftpcluster.env;

/** A file of settings that can't be read; the message is one line that names the file and perhaps the line, never a value. */
public final class EnvFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EnvFileException(String message) {
        super(message);
    }

    EnvFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
