package io.ftpcluster.agent.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like a machine's /proc, /sys and /etc, with recorded texts. */
final class FakeSystem {

    private final Path root;

    FakeSystem(Path root) {
        this.root = root;
    }

    SystemFiles files() {
        return new SystemFiles(root.toString());
    }

    FakeSystem with(String path, String text) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeSystem without(String path) {
        try {
            Files.delete(root.resolve(path.substring(1)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process of a daemon: its children, its user, and a socket as its standard input. */
    FakeSystem withProcess(int pid, String program, String children, int uid, long inode) {
        String folder = "/proc/" + pid;
        with(folder + "/comm", program + "\n");
        with(folder + "/task/" + pid + "/children", children);
        with(folder + "/status", "Name:\t" + program + "\nPPid:\t1\nUid:\t0\t" + uid + "\t" + uid + "\t" + uid + "\n");
        try {
            Path descriptors = Files.createDirectories(root.resolve(folder.substring(1) + "/fd"));
            Files.deleteIfExists(descriptors.resolve("0"));
            Files.createSymbolicLink(descriptors.resolve("0"), Path.of("socket:[" + inode + "]"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
