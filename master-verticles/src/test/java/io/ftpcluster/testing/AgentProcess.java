package io.ftpcluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The built agent as a server runs it, in a process of its own with a file of settings. Closing it kills it. */
public final class AgentProcess extends ProgramProcess {

    private AgentProcess(List<String> command) {
        super(Map.of(), command);
    }

    /** @param file takes the settings */
    public static AgentProcess start(Path file, Map<String, String> settings) throws IOException {
        return start(file, settings, UnaryOperator.identity());
    }

    /** @param file takes the settings; on that host it is the same */
    public static AgentProcess start(Path file, Map<String, String> settings, FaultyHost host) throws IOException {
        return start(file, settings, host::onHost);
    }

    /** @param file takes the settings; on that host it is the same */
    public static AgentProcess start(Path file, Map<String, String> settings, ManagedHost host) throws IOException {
        return start(file, settings, host::inside);
    }

    private static AgentProcess start(Path file, Map<String, String> settings, UnaryOperator<List<String>> way)
            throws IOException {
        Files.write(file, settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path program = Path.of(System.getProperty("ftpcluster.root"), "agent-verticles/target/agent/ftpcluster-agent");
        return new AgentProcess(way.apply(List.of(program.toString(), "--config", file.toString())));
    }

    /** Lines on both streams so far. */
    public List<String> said() {
        List<String> all = new ArrayList<>(output());
        all.addAll(errors());
        return all;
    }
}
