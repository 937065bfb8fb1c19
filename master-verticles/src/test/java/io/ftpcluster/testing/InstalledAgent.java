package io.ftpcluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The agent in a folder as the set-up script makes it, started again and again as systemd does. Closing it kills it. */
public final class InstalledAgent implements AutoCloseable {

    private static final int TRIAL_SECONDS = 20;

    private final Path root;
    private final Path settings;
    private Process process;

    /**
     * @param root takes all of it
     * @param settings of the agent
     * @param publicKeyPem of the portal
     */
    public InstalledAgent(Path root, String version, Map<String, String> settings, String publicKeyPem)
            throws IOException {
        this.root = Files.createDirectories(root.resolve("opt"));
        String name = version + "-aaaaaaaaaaaa";
        AgentBuild.folder(this.root.resolve(name), version);
        Files.createSymbolicLink(this.root.resolve("current"), Path.of(name));
        Path start = this.root.resolve("ftpcluster-agent-start");
        Files.copy(this.root.resolve("current/ftpcluster-agent-start"), start);
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.settings = root.resolve("agent.env");
        Files.write(this.settings,
                settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
        Files.writeString(root.resolve("pubkey_master.pub"), publicKeyPem);
        start();
    }

    private void start() throws IOException {
        ProcessBuilder command = new ProcessBuilder("sh", "-c",
                "while :; do \"$0\" --config \"$1\"; [ $? -eq 75 ] || exit; done",
                root.resolve("ftpcluster-agent-start").toString(), settings.toString());
        command.environment().keySet().removeIf(name -> name.startsWith("FTPCLUSTER_") || name.startsWith("AGENT_"));
        command.environment().put("FTPCLUSTER_AGENT_SUPERVISED", "yes");
        command.environment().put("FTPCLUSTER_AGENT_TRIAL_SECONDS", Integer.toString(TRIAL_SECONDS));
        process = command.redirectErrorStream(true).redirectOutput(root.resolve("log").toFile()).start();
    }

    /** The name of the folder that runs. */
    public String current() throws IOException {
        return Files.readSymbolicLink(root.resolve("current")).toString();
    }

    public String log() throws IOException {
        return Files.readString(root.resolve("log"));
    }

    /** What a file between the start script and the agent says; empty: there is none. */
    public String state(String name) throws IOException {
        Path file = root.resolve("update").resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
