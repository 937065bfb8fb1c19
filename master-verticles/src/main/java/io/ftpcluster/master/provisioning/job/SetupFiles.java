package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Servers.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** What a job puts on a server: the set-up script, and the archives that lie beside it. NOT_FOUND when this portal has no agent. */
public interface SetupFiles {

    /** The script, for the server of these settings; docs/provisioning.md has what it takes and says. */
    String script(Settings settings, ExistingDaemon existingDaemon);

    /** The agent. */
    Path agentArchive();

    /** A Java runtime for this architecture (amd64, arm64); empty when this portal has none, and apt brings one. */
    Optional<Path> runtimeArchive(String architecture);
}
