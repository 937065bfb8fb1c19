package io.ftpcluster.agent.net;

import java.io.IOException;

/** The other end breaks the rules of RFC 6455. */
final class BrokenLink extends IOException {

    static final int PROTOCOL_ERROR = 1002;
    static final int NOT_TEXT = 1003;
    static final int NO_CODE = 1005;
    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;

    private static final long serialVersionUID = 1;

    private final int code;

    /** @param code that it is told in the Close frame */
    BrokenLink(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
