package io.ftpcluster.master.provisioning;

import io.ftpcluster.master.provisioning.job.SetupFiles;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Servers.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** What this portal has for servers that it sets up. */
final class PortalSetupFiles implements SetupFiles {

    private final SetupScript script = new SetupScript();

    @Override
    public String script(Settings settings, ExistingDaemon existingDaemon) {
        return script.render(settings);
    }

    @Override
    public Optional<Path> agentArchive() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> runtimeArchive(String architecture) {
        return Optional.empty();
    }
}
