package io.ftpcluster.agent.update;

import io.ftpcluster.frames.FailedUpdate;
import io.ftpcluster.frames.FrameText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where versions of the agent lie side by side: one folder each, the link {@code current}, the script that starts the agent and
 * goes back, and in {@code update} what the two say to each other. Each file there is whole or not there, also after a
 * power cut.
 */
final class InstallFolder {

    static final String START = "ftpcluster-agent-start";
    static final String JAR = "ftpcluster-agent.jar";
    static final String LAUNCHER = "ftpcluster-agent";
    private static final String CURRENT = "current";
    private static final int FIELDS = 3;

    private final Path root;
    private final Path state;
    private final String running;

    /** @param running the name of the folder whose agent this process is */
    InstallFolder(Path root, String running) {
        this.root = root;
        this.state = root.resolve("update");
        this.running = running;
    }

    /** Empty when the agent in this folder wasn't installed by the set-up script, so that nobody would go back. */
    static Optional<InstallFolder> around(Path own) {
        try {
            Path folder = own.toRealPath();
            Path root = folder.getParent();
            String name = folder.getFileName().toString();
            boolean isInstalled = root != null && Files.isExecutable(root.resolve(START))
                    && Files.isSymbolicLink(root.resolve(CURRENT))
                    && Files.readSymbolicLink(root.resolve(CURRENT)).toString().equals(name);
            return isInstalled ? Optional.of(new InstallFolder(root, name)) : Optional.empty();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    String running() {
        return running;
    }

    Path folder(String name) {
        return root.resolve(name);
    }

    /** A name that begins with a dot is nobody's version. */
    Path scratch(String name) {
        return root.resolve(".update" + name);
    }

    boolean hasTrial() {
        return Files.exists(state.resolve("trial"));
    }

    /** From here on the script starts the new one, on trial. */
    void switchTo(String name, String version) throws IOException {
        Files.createDirectories(state);
        Files.deleteIfExists(state.resolve("confirmed"));
        Files.deleteIfExists(state.resolve("tries"));
        sync(state);
        // Before the link: without the one the other means nothing, and the script takes it away.
        write("trial", running + "\n" + name + "\n" + version + "\n");
        Path link = scratch("-link");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(name));
        Files.move(link, root.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        sync(root);
    }

    /** To be called when the portal has welcomed this agent. Says whether it was on trial. */
    boolean confirm() throws IOException {
        List<String> trial = lines("trial");
        if (trial.size() < FIELDS || !trial.get(1).equals(running)) {
            return false;
        }
        String known = String.join("", lines("confirmed"));
        if (known.equals(running)) {
            return false;
        }
        write("confirmed", running + "\n");
        removeOthers(trial.get(0));
        return true;
    }

    private void removeOthers(String previous) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> old = folders.filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
                    .filter(folder -> Files.exists(folder.resolve(JAR)))
                    .filter(folder -> !folder.getFileName().toString().equals(running)
                            && !folder.getFileName().toString().equals(previous))
                    .toList();
            for (Path folder : old) {
                remove(folder);
            }
        }
    }

    /** A record of one line each: the folder, its version, why. The newest is the last. */
    private record Failure(String folder, String version, String reason) {}

    private List<Failure> failures() throws IOException {
        List<Failure> failures = new ArrayList<>();
        for (String line : lines("failed")) {
            String[] fields = line.split("\t", FIELDS);
            if (fields.length == FIELDS) {
                failures.add(new Failure(fields[0], fields[1], fields[2]));
            }
        }
        return failures;
    }

    /** Why this folder's agent was given up before; empty: it wasn't. */
    Optional<String> failureOf(String name) throws IOException {
        return failures().stream().filter(failure -> failure.folder().equals(name)).map(Failure::reason).findFirst();
    }

    Optional<FailedUpdate> lastFailure() throws IOException {
        List<Failure> failures = failures();
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        Failure last = failures.get(failures.size() - 1);
        String digest = last.folder().substring(last.folder().lastIndexOf('-') + 1);
        return Optional.of(new FailedUpdate(FrameText.clean(last.version()), FrameText.clean(digest),
                FrameText.clean(last.reason())));
    }

    void forgetFailure(String name) throws IOException {
        List<Failure> failures = failures();
        if (failures.removeIf(failure -> failure.folder().equals(name))) {
            StringBuilder text = new StringBuilder();
            failures.forEach(left -> text.append(left.folder())
                    .append('\t')
                    .append(left.version())
                    .append('\t')
                    .append(left.reason())
                    .append('\n'));
            write("failed", text.toString());
        }
    }

    private List<String> lines(String name) throws IOException {
        Path file = state.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(state);
        Path part = state.resolve(name + ".new");
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(part, state.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(state);
    }

    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** With all that is in it; links are not followed. */
    static void remove(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(file)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
