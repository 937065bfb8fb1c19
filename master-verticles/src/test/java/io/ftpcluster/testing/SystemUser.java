package io.ftpcluster.testing;

import java.nio.file.Path;
import java.util.UUID;

/** A user of this system with a name of its own, removed by {@link #close}. Needs root. */
final class SystemUser implements AutoCloseable {

    private final String name = "ftpt" + UUID.randomUUID().toString().substring(0, 8);
    private final String password = UUID.randomUUID().toString();

    SystemUser(Path home) {
        // A shell outside of /etc/shells would be refused by PAM.
        Commands.run("useradd", "--no-create-home", "--home-dir", home.toString(), "--shell", "/bin/sh", name);
        Commands.runWithInput(name + ":" + password + "\n", "chpasswd");
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    @Override
    public void close() {
        Commands.run("userdel", "--force", name);
    }
}
