package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mount namespace of its own, in which a host of a test has files that are none of this machine's. Needs root. */
final class MountNamespace implements AutoCloseable {

    /** Holds it; ends with this program, whose pipe it reads. */
    private final Process holder;

    /**
     * @param directory for the host's files
     * @param mounts commands of sh that mount what is the host's own; {@code $0} is the directory
     */
    MountNamespace(Path directory, String mounts) throws IOException {
        DaemonProcess.requireRoot();
        holder = new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sh", "-c",
                mounts + " && echo ready && exec cat", directory.toString()).redirectErrorStream(true).start();
        String line = holder.inputReader().readLine();
        if (!"ready".equals(line)) {
            holder.destroyForcibly();
            throw new IllegalStateException("no namespace: " + line);
        }
    }

    /** The same in it. */
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount"));
        all.addAll(command);
        return all;
    }

    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            holder.destroy();
        }
    }
}
