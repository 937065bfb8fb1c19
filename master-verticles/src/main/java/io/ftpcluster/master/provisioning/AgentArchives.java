package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The agent and its Java runtime, as they are sent to servers: files that the build puts into a folder beside the portal's
 * own archive. Blocking: reads what it hasn't read before. Thread-safe.
 */
public final class AgentArchives {

    static final String AGENT = "ftpcluster-agent.tar.gz";
    private static final Pattern NAME = Pattern
            .compile("ftpcluster-agent\\.tar\\.gz|runtime-linux-[a-z0-9]+\\.tar\\.gz");
    private static final int CHUNK = 64 * 1024;

    private final Path folder;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private volatile PackedAgent agent;

    /** A file as it was when it was read. */
    private record Known(long size, FileTime modified, String sha256) {

        private boolean isAsOf(BasicFileAttributes now) {
            return size == now.size() && modified.equals(now.lastModifiedTime());
        }
    }

    /**
     * One of them.
     *
     * @param sha256 64 lower-case hex digits
     */
    record Archive(Path file, String sha256) {}

    /**
     * The agent.
     *
     * @param sha256 64 lower-case hex digits
     * @param size in bytes
     * @param version that the program in it says of itself
     */
    public record PackedAgent(Path file, String sha256, long size, String version) {}

    /**
     * What there is for a server.
     *
     * @param runtime empty: the server needs a Java of its own
     * @param architecture of the runtime, as Debian calls it
     */
    record Available(Archive agent, Optional<Archive> runtime, String architecture) {}

    public AgentArchives(Path folder) {
        this.folder = folder;
    }

    /** Those of this build. */
    public static AgentArchives ofThisBuild() {
        try {
            return new AgentArchives(
                    Path.of(AgentArchives.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                            .resolveSibling("agent"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The portal's own archive has no path", e);
        }
    }

    /** Fails NOT_FOUND when the agent is missing. */
    Available all() {
        String architecture = architecture();
        return new Available(archive(require(AGENT)),
                find("runtime-linux-" + architecture + ".tar.gz").map(this::archive), architecture);
    }

    /** Why no agent can be sent; empty: it can be. */
    Optional<String> problem() {
        return find(AGENT).isPresent() ? Optional.empty() : Optional.of(missing(AGENT));
    }

    /** The agent by itself, with what it says of itself; empty when it is missing. */
    public Optional<PackedAgent> agent() {
        return find(AGENT).map(file -> {
            Archive known = archive(file);
            try {
                PackedAgent before = agent;
                if (before == null || !before.sha256().equals(known.sha256())) {
                    before = new PackedAgent(file, known.sha256(), Files.size(file), AgentManifest.version(file));
                    agent = before;
                }
                return before;
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        });
    }

    /** Fails NOT_FOUND when there is no such file. */
    Path require(String name) {
        return find(name).orElseThrow(() -> Failure.notFound(missing(name)).exception());
    }

    private static String missing(String name) {
        return NAME.matcher(name).matches()
                ? "this portal has no " + name
                        + ": its build is incomplete; build it anew with mvn package, or install a release"
                : "this portal has no such file for servers";
    }

    private Optional<Path> find(String name) {
        return Optional.of(name)
                .filter(text -> NAME.matcher(text).matches())
                .map(folder::resolve)
                .filter(Files::isRegularFile);
    }

    /** As Debian calls this machine's. */
    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name.replaceAll("[^a-z0-9]", "");
        };
    }

    private Archive archive(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Known before = known.get(file);
            if (before == null || !before.isAsOf(now)) {
                before = new Known(now.size(), now.lastModifiedTime(), sha256(file));
                known.put(file, before);
            }
            return new Archive(file, before.sha256());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static FailureException unreadable(Path file, IOException e) {
        return Failure.of(FailureCode.UNAVAILABLE, file.getFileName() + " can't be read: " + FileProblem.text(e))
                .causedBy(e);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                digest.update(chunk, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
