package io.ftpcluster.agent.net;

import java.io.IOException;

/** The portal, or something in front of it, has answered the upgrade request with another status than 101. */
public final class UpgradeRefused extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfterSeconds;

    UpgradeRefused(int status, int retryAfterSeconds) {
        super("refused with HTTP status " + status);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public int status() {
        return status;
    }

    /** As the answer asks for (RFC 9110, 10.2.3); 0 when it doesn't. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
