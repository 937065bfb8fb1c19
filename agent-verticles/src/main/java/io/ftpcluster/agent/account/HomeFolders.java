package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * The accounts' homes, each in the one folder that is for them. Nobody but root can change what lies in that folder, so what is
 * seen there once is still so when it is changed; what a home holds is its user's and never touched here.
 */
final class HomeFolders {

    private static final Set<PosixFilePermission> OWNERS_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int ROOT = 0;

    private final Path root;

    HomeFolders(Path root) {
        this.root = root;
    }

    /** As /etc/passwd has it. */
    Path of(String name) {
        return root.resolve(name);
    }

    /**
     * What lies at a place in a folder of root's, not following a link.
     *
     * @param folder neither a link nor a file
     */
    record Found(boolean folder, int owner, Set<?> permissions) {

        /** Null when there is nothing. */
        static Found at(Path path) throws IOException {
            try {
                Map<String, Object> found = Files.readAttributes(path, "unix:isDirectory,uid,permissions",
                        LinkOption.NOFOLLOW_LINKS);
                return new Found((Boolean) found.get("isDirectory"), (Integer) found.get("uid"),
                        (Set<?>) found.get("permissions"));
            } catch (NoSuchFileException none) {
                return null;
            }
        }
    }

    /** Whether the account's home is where it should be, and its own. */
    boolean isOwn(Account account) {
        try {
            Found found = isPlace(account) ? Found.at(of(account.name())) : null;
            return found != null && found.folder() && found.owner() == account.uid();
        } catch (IOException unknown) {
            return false;
        }
    }

    private boolean isPlace(Account account) {
        return account.home().equals(of(account.name()).toString());
    }

    /** @throws AccountException when others than root could exchange homes */
    void checkRoot() throws AccountException {
        try {
            for (Path each = root.toRealPath(); each != null; each = each.getParent()) {
                Found found = Found.at(each);
                boolean sticky = !each.equals(root.toRealPath())
                        && ((int) Files.getAttribute(each, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 01000) != 0;
                boolean open = found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                        || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
                if (!found.folder() || found.owner() != ROOT || (open && !sticky)) {
                    throw AccountException.failed(each + " must be a folder of root's that nobody else may write in");
                }
            }
        } catch (IOException e) {
            throw AccountException.failed("the folder of the homes, " + root + ", can't be used", e);
        }
    }

    /** @throws AccountException when there is something that a new account would take over */
    void checkFree(String name) throws AccountException {
        try {
            Found found = Found.at(of(name));
            if (found != null && !isUnfinished(name, found)) {
                throw AccountException.conflict(of(name) + " is there already and isn't this account's home");
            }
        } catch (IOException e) {
            throw AccountException.failed(of(name) + " can't be looked at", e);
        }
    }

    /** As {@link #make} leaves it when it is stopped in the middle. */
    private boolean isUnfinished(String name, Found found) throws IOException {
        if (!found.folder() || found.owner() != ROOT) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(of(name))) {
            return !entries.iterator().hasNext();
        }
    }

    /** Makes the home of a user that is there, unless it is as it should be. */
    void make(Account account) throws AccountException {
        String name = account.name();
        Path home = of(name);
        try {
            checkPlace(account);
            Found found = Found.at(home);
            if (found == null) {
                Files.createDirectory(home, PosixFilePermissions.asFileAttribute(OWNERS_ONLY));
                found = Found.at(home);
            }
            if (found.owner() != account.uid()) {
                checkFree(name);
                Files.setAttribute(home, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
                // The last step, as from now on it counts as the account's.
                Files.setAttribute(home, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
            } else if (!found.folder()) {
                throw AccountException.conflict(home + " is no folder");
            }
            if (!found.permissions().equals(OWNERS_ONLY)) {
                Files.setAttribute(home, "posix:permissions", OWNERS_ONLY, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw AccountException.failed(home + " can't be made its home", e);
        }
    }

    private void checkPlace(Account account) throws AccountException {
        if (!isPlace(account)) {
            throw AccountException.conflict("its home is " + account.home() + ", not " + of(account.name()));
        }
    }

    /**
     * Whether there is a home to be put away.
     *
     * @throws AccountException when what is there isn't the account's, or others would lose what they see there
     */
    boolean canBePutAway(Account account) throws AccountException {
        Path home = of(account.name());
        checkPlace(account);
        try {
            Found found = Found.at(home);
            if (found == null) {
                return false;
            }
            if (!found.folder() || (found.owner() != account.uid() && found.owner() != ROOT)) {
                throw AccountException.conflict(home + " isn't a folder of this account");
            }
            String mounted = Mounts.at(root.toRealPath().resolve(account.name()));
            if (mounted != null) {
                throw AccountException.failed("a file system is mounted at " + mounted + ": unmount it first");
            }
            return true;
        } catch (IOException e) {
            throw AccountException.failed(home + " can't be looked at", e);
        }
    }
}
