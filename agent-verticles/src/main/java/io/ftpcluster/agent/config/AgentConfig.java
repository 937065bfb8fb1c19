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
 * @param fingerprint SHA-256 of the portal's certificate in 64 lower-case hex digits, which is then trusted in place of a
 *            CA; or null
 * @param portalKey the file with the portal's public key, by which updates are known; null: no updates
 */
public record AgentConfig(List<Endpoint> masters, Secret token, String alias, int ftpPort, String ftpRoot,
        String fingerprint, Path portalKey) {

    public AgentConfig {
        masters = List.copyOf(masters);
    }

    /** Of one that isn't updated. */
    public AgentConfig(List<Endpoint> masters, Secret token, String alias, int ftpPort, String ftpRoot,
            String fingerprint) {
        this(masters, token, alias, ftpPort, ftpRoot, fingerprint, null);
    }
}
