package io.ftpcluster.frames;

/** A frame that can't be read or says what can't be; the message names the field and is safe to show. */
public final class FrameException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FrameException(String message) {
        super(message, null, false, false);
    }
}
