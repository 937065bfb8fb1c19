package io.ftpcluster.agent.account;

import io.ftpcluster.frames.FrameText;

/** One account isn't what it should be. Its text goes to the portal and is for people; it holds no secret. */
final class AccountException extends Exception {

    private static final long serialVersionUID = 1;

    private final String answer;

    private AccountException(String kind, String message, Throwable cause) {
        super(message, cause);
        this.answer = FrameText.clean(kind + ": " + message);
    }

    /** What is there already is not ours, so that only people can decide. */
    static AccountException conflict(String message) {
        return new AccountException("conflict", message, null);
    }

    /** It was tried, or can't be. */
    static AccountException failed(String message) {
        return new AccountException("failed", message, null);
    }

    static AccountException failed(String message, Exception cause) {
        return new AccountException("failed", message + ": " + cause.getMessage(), cause);
    }

    /** One line of at most 256 characters. */
    String answer() {
        return answer;
    }
}
