package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Instant;

/** What FTP servers show of themselves by TLS. */
public final class Certificates {

    /** By a server to whichever node. Told again after an hour at the earliest, unless it is another one. */
    public static final Topic<Shown> SHOWN = new Topic<>("certificates.shown", Shown.class);

    private Certificates() {}

    /** @param fingerprint SHA-256 in lower-case hex */
    @Wire("certificates.shown.v1")
    public record Shown(String serverId, String fingerprint, Instant notAfter) {
        public Shown {
            required("serverId", serverId);
            required("fingerprint", fingerprint);
            required("notAfter", notAfter);
        }
    }
}
