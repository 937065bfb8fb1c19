package io.ftpcluster.agent.action;

import io.ftpcluster.frames.AnswerFrame;

/** An action can't be done. Its text goes to the portal and is for people; it holds no secret. */
public final class ActionException extends Exception {

    private static final long serialVersionUID = 1;

    private final AnswerFrame.Code code;

    private ActionException(AnswerFrame.Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** It was tried. */
    public static ActionException failed(String message, Throwable cause) {
        return new ActionException(AnswerFrame.Code.FAILED, message, cause);
    }

    /** The arguments are wrong, and nothing was done. */
    public static ActionException invalid(String message) {
        return new ActionException(AnswerFrame.Code.INVALID, message, null);
    }

    public AnswerFrame.Code code() {
        return code;
    }
}
