package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;
import static io.ftpcluster.frames.Limits.texts;

import java.util.List;

/**
 * An agent's first frame: who speaks, and what kind of system it is on. What is null isn't known.
 *
 * @param protocol the number in the subprotocol's name: 1
 * @param alias the server's, when the agent was told it; the token alone says which server it is
 * @param clock the agent's, in milliseconds since the epoch
 * @param system such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param addresses IP addresses of its interfaces, without loopback
 * @param ftpDaemon such as {@code vsftpd}
 * @param capabilities the actions of {@link RequestFrame} that it knows; null when it doesn't say, as agents before it was
 *            asked for: these know {@code ping}
 * @param datalink where it takes accounts from others than the portal; null when it doesn't
 * @param failedUpdate the newest update that it went back from; null: none, or one that no longer matters
 */
public record HelloFrame(int protocol, String agentVersion, String alias, long clock, String system, String kernel,
        String architecture, String hostName, List<String> addresses, String ftpDaemon, String ftpVersion,
        List<String> capabilities, Datalink datalink, FailedUpdate failedUpdate) implements Frame.FromAgent {

    public static final int PROTOCOL = 1;

    private static final int MAX_CAPABILITIES = 256;

    /**
     * @param tlsFingerprint SHA-256 of its certificate in 64 lower-case hex digits; null when it isn't known
     */
    public record Datalink(int port, String tlsFingerprint) {
        public Datalink {
            if (port < 1 || port > 65535) {
                throw new FrameException("port must be from 1 to 65535");
            }
            if (tlsFingerprint != null && !tlsFingerprint.matches("[0-9a-f]{64}")) {
                throw new FrameException("tls_fingerprint must be 64 lower-case hex digits");
            }
        }
    }

    public HelloFrame {
        text("agent_version", agentVersion);
        text("alias", alias);
        text("system", system);
        text("kernel", kernel);
        text("architecture", architecture);
        text("host_name", hostName);
        addresses = texts("addresses", addresses);
        text("ftp_daemon", ftpDaemon);
        text("ftp_version", ftpVersion);
        capabilities = capabilities == null ? null : texts("capabilities", capabilities, MAX_CAPABILITIES);
    }

    /** Of an agent that doesn't say which actions it knows. */
    public HelloFrame(int protocol, String agentVersion, String alias, long clock, String system, String kernel,
            String architecture, String hostName, List<String> addresses, String ftpDaemon, String ftpVersion) {
        this(protocol, agentVersion, alias, clock, system, kernel, architecture, hostName, addresses, ftpDaemon,
                ftpVersion, null, null, null);
    }

    /** Of one without a datalink that went back from no update. */
    public HelloFrame(int protocol, String agentVersion, String alias, long clock, String system, String kernel,
            String architecture, String hostName, List<String> addresses, String ftpDaemon, String ftpVersion,
            List<String> capabilities) {
        this(protocol, agentVersion, alias, clock, system, kernel, architecture, hostName, addresses, ftpDaemon,
                ftpVersion, capabilities, null, null);
    }

    /** The same, and which actions it knows. */
    public HelloFrame withCapabilities(List<String> actions) {
        return new HelloFrame(protocol, agentVersion, alias, clock, system, kernel, architecture, hostName, addresses,
                ftpDaemon, ftpVersion, actions, datalink, failedUpdate);
    }

    /** The same, and where its datalink is. */
    public HelloFrame withDatalink(Datalink own) {
        return new HelloFrame(protocol, agentVersion, alias, clock, system, kernel, architecture, hostName, addresses,
                ftpDaemon, ftpVersion, capabilities, own, failedUpdate);
    }

    /** The same, and which update it went back from; null: none. */
    public HelloFrame withFailedUpdate(FailedUpdate failed) {
        return new HelloFrame(protocol, agentVersion, alias, clock, system, kernel, architecture, hostName, addresses,
                ftpDaemon, ftpVersion, capabilities, datalink, failed);
    }
}
