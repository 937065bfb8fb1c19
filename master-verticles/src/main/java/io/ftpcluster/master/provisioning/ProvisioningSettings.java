package io.ftpcluster.master.provisioning;

import java.time.Clock;

/**
 * What provisioning has to know of this portal.
 *
 * @param publicKeyPem of the key that the portal signs for its agents with
 * @param version of this portal and of the agent that it sends to servers
 * @param clock UTC
 */
public record ProvisioningSettings(PortalAddress portal, AgentArchives archives, String publicKeyPem, String version,
        Clock clock) {}
