package io.ftpcluster.agent.net;

import java.io.IOException;

/** The portal has ended the link with a Close frame. */
public final class ClosedByPortal extends IOException {

    private static final long serialVersionUID = 1;

    private final int code;

    ClosedByPortal(int code, String reason) {
        super("closed by the portal: " + code + (reason.isEmpty() ? "" : " " + reason));
        this.code = code;
    }

    /** As in RFC 6455, 7.4, and {@link io.ftpcluster.frames.Protocol.Close}. */
    public int code() {
        return code;
    }
}
