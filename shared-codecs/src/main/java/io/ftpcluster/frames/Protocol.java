package io.ftpcluster.frames;

/** The numbers of the agent link that both ends must know. */
public final class Protocol {

    /** The WebSocket subprotocol (RFC 6455, 1.9); its number changes when old and new can't understand each other. */
    public static final String SUBPROTOCOL = "ftpcluster.agent.v1";
    public static final String PATH = "/agent";
    /** In bytes of UTF-8; a longer one ends the link with 1009. */
    public static final int MAX_FRAME = 64 * 1024;
    /** So many at once, so that a frame of them stays below {@link #MAX_FRAME}. */
    public static final int MAX_HISTORY = 60;
    /** Minute samples that an agent keeps while it is alone: a day's. */
    public static final int MAX_KEPT = 24 * 60;
    public static final int DEFAULT_INTERVAL_SECONDS = 5;
    public static final int MIN_INTERVAL_SECONDS = 1;
    public static final int MAX_INTERVAL_SECONDS = 3600;
    /** Each end pings when it has heard nothing for so long, and gives the link up after twice that. */
    public static final int PING_SECONDS = 15;
    /** Within which the first frame, {@link HelloFrame}, must come. */
    public static final int HELLO_SECONDS = 10;

    private Protocol() {}

    /** Why the portal ends a link: WebSocket close codes (RFC 6455, 7.4). */
    public enum Close {
        /** The portal stops; connect again, elsewhere or a little later. */
        GOING_AWAY(1001, false),
        /** A frame that can't be read or says what can't be. */
        BAD_FRAME(4400, true),
        /** The token was replaced or its server deleted while the link was open. */
        TOKEN_REVOKED(4401, true),
        /** The token is another server's than the hello says. */
        WRONG_SERVER(4403, true),
        /** A hello of a protocol that this portal doesn't know. */
        UNKNOWN_PROTOCOL(4406, true),
        /** No hello in time, or no sign of life. */
        SILENT(4408, false),
        /** A newer link of the same server has taken over. */
        REPLACED(4409, true),
        /** More frames than the portal wants. */
        TOO_MANY_FRAMES(4429, true);

        private final int code;
        private final boolean refusal;

        Close(int code, boolean refusal) {
            this.code = code;
            this.refusal = refusal;
        }

        public int code() {
            return code;
        }

        /** Whether trying again soon would only meet the same: the agent backs off as after a 401. */
        public boolean isRefusal() {
            return refusal;
        }

        /** Null for a code that isn't one of these. */
        public static Close of(int code) {
            for (Close close : values()) {
                if (close.code == code) {
                    return close;
                }
            }
            return null;
        }
    }
}
