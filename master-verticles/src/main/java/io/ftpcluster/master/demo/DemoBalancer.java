package io.ftpcluster.master.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * HAProxy in front of the demo's nodes, with conf/haproxy.cfg less what needs a certificate: what is tried here is what an
 * operator gets.
 */
public final class DemoBalancer {

    private static final String SOURCE = "/conf/haproxy.cfg";
    private static final String FIRST_SERVER = "    server node1 \"${BALANCER_NODE1}\"";
    /** Ends with its input, so also when the demo is killed; Ctrl+C reaches it before the nodes are done. */
    private static final String RUN = "trap '' INT TERM; \"$1\" -db -f \"$2\" >\"$3\" 2>&1 & p=$!; cat >/dev/null; kill -KILL $p; wait $p";

    private DemoBalancer() {}

    /** Empty where HAProxy isn't installed. */
    static Optional<Path> program() {
        Stream<String> folders = Stream.concat(
                Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1)),
                Stream.of("/usr/sbin", "/usr/local/sbin"));
        return folders.map(folder -> Path.of(folder, "haproxy")).filter(Files::isExecutable).findFirst();
    }

    /**
     * Its configuration.
     *
     * @param entry host and port for everybody
     * @param nodes host and port of each
     * @param asRoot whether it can change to a user of its own
     */
    public static String configuration(String entry, List<String> nodes, boolean asRoot) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean dropped = false;
        for (String line : source().lines().toList()) {
            if (!line.isBlank() && line.charAt(0) != ' ' && line.charAt(0) != '#') {
                dropped = line.equals("frontend plain");
            }
            boolean ofRoot = line.matches("    (user|group) .*");
            if (dropped || line.startsWith("    presetenv BALANCER_NODE") || (ofRoot && !asRoot)) {
                continue;
            }
            if (line.startsWith(FIRST_SERVER)) {
                servers(line, nodes, lines);
            } else if (!line.startsWith("    server node")) {
                lines.add(line.startsWith("    bind \"${BALANCER_HTTPS}\"")
                        ? "    bind " + entry
                        : line.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http"));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void servers(String first, List<String> nodes, List<String> lines) {
        for (int i = 0; i < nodes.size(); i++) {
            lines.add(first.replace("\"${BALANCER_NODE1}\"", nodes.get(i)).replace("node1", "node" + (i + 1)));
        }
    }

    private static String source() throws IOException {
        try (InputStream in = DemoBalancer.class.getResourceAsStream(SOURCE)) {
            return new String(Objects.requireNonNull(in, SOURCE).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @param statistics where it shows its figures */
    static Process start(Path program, Path folder, String configuration, URI statistics) throws IOException {
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", RUN, "sh", program.toString(), file.toString(),
                folder.resolve("haproxy.log").toString());
        builder.environment().putAll(Map.of("BALANCER_STATISTICS", statistics.getAuthority()));
        return builder.start();
    }
}
