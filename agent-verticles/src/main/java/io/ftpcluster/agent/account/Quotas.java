package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** How much accounts may store, by setquota(8), on the file system that their homes are on. */
final class Quotas {

    private static final String PROGRAM = "setquota";
    private static final String NO_LIMIT = "0";
    private static final int BLOCK = 1024;
    private static final int MOST_ANSWERED = 160;

    private final Programs programs;
    private final Path root;

    /** @param root the folder of the homes */
    Quotas(Programs programs, Path root) {
        this.programs = programs;
        this.root = root;
    }

    /**
     * Sets what this account may store.
     *
     * @param bytes rounded up to 1 KiB; 0: as much as fits
     * @return null when that was done, else why it can't be, for people
     */
    String set(String name, long bytes) throws AccountException, InterruptedException {
        if (!programs.has(PROGRAM)) {
            return "the server has no setquota (package quota)";
        }
        String blocks = Long.toString((bytes + BLOCK - 1) / BLOCK);
        Mounts.Mount mount = mount();
        Programs.Result result = programs.run(PROGRAM, "-u", name, NO_LIMIT, blocks, NO_LIMIT, NO_LIMIT, mount.point());
        if (result.isDone()) {
            return countsOnly(mount) ? "the file system of " + root + " isn't mounted with usrquota" : null;
        }
        String said = result.output().toLowerCase(Locale.ROOT);
        // Of a unit without the right to see disks, or to set quotas.
        if (said.contains("cannot stat() mounted device") || said.contains("operation not permitted")) {
            return "the agent may not set it: docs/accounts.md, Quotas, says what its unit needs";
        }
        if (said.contains("has no quota enabled") || said.contains("cannot open quotafile")) {
            return "the file system of " + root + " has none";
        }
        String failure = result.failure();
        return failure.substring(0, Math.min(failure.length(), MOST_ANSWERED));
    }

    /** A number of one who is no more may be given to another. Whatever keeps that from being done kept the quota from being set. */
    void forget(String name) throws AccountException, InterruptedException {
        if (programs.has(PROGRAM)) {
            set(name, 0);
        }
    }

    private Mounts.Mount mount() throws AccountException {
        try {
            return Mounts.of(root.toRealPath());
        } catch (IOException e) {
            throw AccountException.failed("the file systems can't be looked at", e);
        }
    }

    /** ext4 with the feature for quotas always counts, and keeps to them only where it is mounted so. */
    private static boolean countsOnly(Mounts.Mount mount) {
        return mount.type().startsWith("ext") && !mount.options().contains("usrquota")
                && !mount.options().contains("usrjquota");
    }
}
