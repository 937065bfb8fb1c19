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
 */
public record HelloFrame(int protocol, String agentVersion, String alias, long clock, String system, String kernel,
        String architecture, String hostName, List<String> addresses, String ftpDaemon,
        String ftpVersion) implements Frame.FromAgent {

    public static final int PROTOCOL = 1;

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
    }
}
