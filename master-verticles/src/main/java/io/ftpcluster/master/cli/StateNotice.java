package io.ftpcluster.master.cli;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Says at each start where the state is: a relative folder, another one than last time, makes a second, empty portal. */
final class StateNotice {

    private StateNotice() {}

    /** @param hadAccounts false: this start has made the portal */
    static void print(PrintWriter out, Config config, boolean hadAccounts) {
        boolean own = config.database().url().isEmpty();
        out.println(own
                ? "State is kept in " + config.dataDir()
                : "State is kept in the database of FTPCLUSTER_DATABASE_URL, and keys that aren't set in "
                        + config.dataDir());
        if (hadAccounts) {
            return;
        }
        out.println("THIS IS A NEW, EMPTY PORTAL: there was none " + (own ? "in that folder" : "in that database")
                + " before.");
        if (own) {
            other(config.dataDir()).ifPresent(folder -> out.println("There is a portal in " + folder
                    + ": if that one is meant, stop this one and start it with --data " + folder));
        }
    }

    /** The folder that a start in the checkout would use, if a portal is there and it isn't this one. */
    private static Optional<Path> other(Path dataDir) {
        return checkout().map(root -> root.resolve("data"))
                .filter(folder -> !folder.equals(dataDir) && Files.isRegularFile(folder.resolve("ftpcluster.db")));
    }

    /** Of {@code <checkout>/master-verticles/target/<archive or classes>}. */
    private static Optional<Path> checkout() {
        CodeSource source = Deployment.class.getProtectionDomain().getCodeSource();
        try {
            return Optional.ofNullable(source).map(CodeSource::getLocation).isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(Path.of(source.getLocation().toURI()).getParent())
                            .map(Path::getParent)
                            .map(Path::getParent);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
