package io.ftpcluster.master.cli;

import io.ftpcluster.master.config.Variable;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Flags of every command with a portal; they win over the file and the environment. */
final class ListenOptions {

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 lets the system choose (default: 8080).")
    private String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder that keeps the state.")
    private String data;

    Map<Variable, String> asVariables() {
        Map<Variable, String> given = new EnumMap<>(Variable.class);
        if (port != null) {
            given.put(Variable.HTTP_PORT, port);
        }
        if (data != null) {
            given.put(Variable.DATA_DIR, data);
        }
        return given;
    }
}
