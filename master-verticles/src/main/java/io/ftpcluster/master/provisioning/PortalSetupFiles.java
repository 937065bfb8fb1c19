package io.ftpcluster.master.provisioning;

import io.ftpcluster.master.provisioning.job.SetupFiles;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Servers.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** What this portal has for servers that it sets up over SSH. */
final class PortalSetupFiles implements SetupFiles {

    private static final String BESIDE_THE_SCRIPT = "";

    private final ProvisioningSettings portal;
    private final SetupScript scripts = new SetupScript();

    PortalSetupFiles(ProvisioningSettings portal) {
        this.portal = portal;
    }

    @Override
    public String script(Settings settings, ExistingDaemon existingDaemon) {
        return scripts.render(settings,
                new SetupScript.Agent(BESIDE_THE_SCRIPT, portal.portal().base(), portal.portal().pins(),
                        portal.archives().all(), existingDaemon, portal.version(), portal.publicKeyPem()));
    }

    @Override
    public Path agentArchive() {
        return portal.archives().all().agent().file();
    }

    @Override
    public Optional<Path> runtimeArchive(String architecture) {
        AgentArchives.Available available = portal.archives().all();
        return available.runtime()
                .filter(runtime -> available.architecture().equals(architecture))
                .map(AgentArchives.Archive::file);
    }
}
