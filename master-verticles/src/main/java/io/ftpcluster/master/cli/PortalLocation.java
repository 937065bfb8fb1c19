package io.ftpcluster.master.cli;

import io.ftpcluster.master.backup.PortalState;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the portal is, for commands on its machine. */
final class PortalLocation {

    @Option(names = "--config", paramLabel = "FILE", description = "The settings that the portal was started with.")
    private Path file;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder that keeps the portal's state (default: as for master).")
    private String data;

    /** Where its state is, by the settings. */
    PortalState state() {
        ConfigLoader settings = settings();
        return new PortalState(settings.database(), settings.dataDir(), settings.keys());
    }

    ConfigLoader settings() {
        Map<Variable, String> flags = new EnumMap<>(Variable.class);
        if (data != null) {
            flags.put(Variable.DATA_DIR, data);
        }
        return new ConfigLoader(Optional.ofNullable(file), System.getenv(), flags);
    }
}
