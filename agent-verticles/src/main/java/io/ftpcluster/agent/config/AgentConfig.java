package io.ftpcluster.agent.config;

import io.ftpcluster.bus.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * What an agent is told.
 *
 * @param masters tried in turn; at least one
 * @param alias the server's, or null: the token alone says which server this is
 * @param ftpPort where the FTP daemon listens
 * @param ftpRoot a path on the file system that holds the FTP users' files
 * @param ftpLog what the FTP daemon writes its log to
 * @param fingerprint SHA-256 of the portal's certificate in 64 lower-case hex digits, which is then trusted in place of a
 *            CA; or null
 * @param state the folder for what the agent keeps; null where it keeps nothing
 * @param datalink where to listen for others than the portal who want accounts; null: nowhere
 * @param portalKey the file with the portal's public key, by which updates are known; null: no updates
 */
public record AgentConfig(List<Endpoint> masters, Secret token, String alias, int ftpPort, String ftpRoot,
        String ftpLog, String fingerprint, Path state, DatalinkConfig datalink, Path portalKey) {

    /** Where Debian's vsftpd writes its log. */
    public static final String FTP_LOG = "/var/log/vsftpd.log";

    public AgentConfig {
        masters = List.copyOf(masters);
    }

    /** With the usual log; one that keeps nothing, listens nowhere and isn't updated. */
    public AgentConfig(List<Endpoint> masters, Secret token, String alias, int ftpPort, String ftpRoot,
            String fingerprint) {
        this(masters, token, alias, ftpPort, ftpRoot, FTP_LOG, fingerprint, null, null, null);
    }

    /**
     * @param host an address of this server, or its name
     */
    public record DatalinkConfig(String host, int port) {}
}
