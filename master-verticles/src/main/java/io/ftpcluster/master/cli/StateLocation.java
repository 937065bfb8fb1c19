package io.ftpcluster.master.cli;

import io.ftpcluster.master.backup.PortalState;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a portal's state is, by the settings that it is started with. */
final class StateLocation {

    @Option(names = "--config", paramLabel = "FILE", description = "The settings that the portal is started with.")
    private Path file;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder that keeps the portal's state (default: as for master).")
    private String data;

    PortalState state() {
        Map<Variable, String> flags = new EnumMap<>(Variable.class);
        if (data != null) {
            flags.put(Variable.DATA_DIR, data);
        }
        ConfigLoader loader = new ConfigLoader(Optional.ofNullable(file), System.getenv(), flags);
        return new PortalState(loader.database(), loader.dataDir(), loader.keys());
    }
}
