package io.ftpcluster.testing;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program as an operator runs it, in a process of its own: the built archive, or the class path where none was
 * built. Closing it kills it.
 */
public final class PortalProcess extends ProgramProcess {

    private static final String READY = "Portal ready at ";
    /** Where tests run under nohup, SIGHUP would be ignored by whatever they start, too. */
    private static final List<String> JVM = List.of("env", "--default-signal=HUP", java(), "-Xmx128m",
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private PortalProcess(Map<String, String> settings, List<String> command) {
        super(settings, command);
    }

    /** @param settings variables of its environment, which has no others of the portal */
    public static PortalProcess start(Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(JVM);
        Optional<Path> archive = archive();
        archive.ifPresent(built -> command.addAll(PortalClassCache.options(built, PortalProcess::train)));
        command.addAll(program(archive));
        command.addAll(List.of(arguments));
        // On a busy machine anything may be slow, and tests look at what else is said.
        Map<String, String> all = new HashMap<>(Map.of("FTPCLUSTER_SLOW_SECONDS", "0"));
        all.putAll(settings);
        return new PortalProcess(all, command);
    }

    /** As a node of a cluster, which loads what all need and more. */
    private static void train(String option, Path data) throws InterruptedException {
        List<String> command = new ArrayList<>(JVM);
        command.add(option);
        command.addAll(program(archive()));
        command.addAll(List.of("master", "--port", "0", "--data", data.toString()));
        Map<String, String> cluster = Map.of("FTPCLUSTER_CLUSTER_ENABLED", "true", "FTPCLUSTER_CLUSTER_PORT",
                Integer.toString(FreePorts.one()), "FTPCLUSTER_CLUSTER_BUS_PORT", "0", "FTPCLUSTER_NOTICE_SECONDS",
                "0");
        try (PortalProcess portal = new PortalProcess(cluster, command)) {
            portal.awaitReady();
            portal.terminate();
            portal.awaitExit();
        }
    }

    /**
     * A master on a free port.
     *
     * @param settings besides the first admin's password; one that is set here wins
     */
    public static PortalProcess master(Path data, String password, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("FTPCLUSTER_ADMIN_PASSWORD", password));
        all.putAll(settings);
        return start(all, "master", "--port", "0", "--data", data.toString());
    }

    private static Optional<Path> archive() {
        File target = Path.of(System.getProperty("ftpcluster.root"), "master-verticles", "target").toFile();
        File[] archives = target.listFiles((folder, name) -> name.matches("master-verticles-.*\\.jar"));
        return archives != null && archives.length == 1 ? Optional.of(archives[0].toPath()) : Optional.empty();
    }

    private static List<String> program(Optional<Path> archive) {
        return archive.map(built -> List.of("-jar", built.toString()))
                .orElseGet(() -> List.of("--enable-native-access=ALL-UNNAMED", "-cp",
                        System.getProperty("java.class.path"), "io.ftpcluster.master.Main"));
    }

    /** Waits until it says that it is ready; returns the address that it says. */
    public URI awaitReady() throws InterruptedException {
        return URI.create(await(line -> line.startsWith(READY)).substring(READY.length()));
    }
}
