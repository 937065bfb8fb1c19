package io.ftpcluster.master.backup;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.repository.SecretRotation;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.ManualTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A folder with the state of a portal, as one would leave it, and words for what is done with it. */
final class StoredPortal {

    static final Config.Keys IN_FILES = new Config.Keys(Optional.empty(), Optional.empty());
    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final Path dir;
    final Config.Database database;

    StoredPortal(Path dir) {
        this(dir, TestStore.DEFAULT);
    }

    StoredPortal(Path dir, Config.Database database) {
        this.dir = dir;
        this.database = database;
    }

    /** With these users, and keys that fit; closed by the caller. */
    TestStore open(String... users) {
        KeyFiles keys = new KeyFiles(dir);
        keys.secretKey();
        Fernet box = new Fernet(keys.fernetKeys());
        TestStore store = new TestStore(database, dir);
        new SecretRotation(store.database, box, store.audit).run();
        for (String user : users) {
            store.user(user);
        }
        return store;
    }

    void fill(String... users) throws TimeoutException {
        open(users).close();
    }

    List<String> users() throws TimeoutException {
        try (TestStore store = new TestStore(database, dir)) {
            return store.users.list(new Users.FindAll()).users().stream().map(Users.User::username).sorted().toList();
        }
    }

    PortalState state() {
        return new PortalState(database, dir, IN_FILES);
    }

    PortalBackup.Made backup(Path file) {
        return backup(file, new PortalBackup.Keys.Within(), null);
    }

    PortalBackup.Made backup(Path file, PortalBackup.Keys keys, Secret passphrase) {
        return new PortalBackup(state(), "1.2.3", time).make(new PortalBackup.Request(file, false, keys,
                Optional.ofNullable(passphrase), PostgresPrograms.ON_THE_PATH));
    }

    PortalRestore.Restored restore(Path file) {
        return restore(file, null, null);
    }

    PortalRestore.Restored restore(Path file, Path keys, Secret passphrase) {
        return new PortalRestore(state(), PostgresPrograms.ON_THE_PATH, time).run(
                new PortalRestore.Request(file, Optional.ofNullable(keys), Optional.ofNullable(passphrase), false));
    }

    /** In place of what is there. */
    PortalRestore.Restored replace(Path file, PostgresPrograms programs) {
        return new PortalRestore(state(), programs, time)
                .run(new PortalRestore.Request(file, Optional.empty(), Optional.empty(), true));
    }

    static String check(Path file) {
        return PortalRestore.check(new PortalRestore.Request(file, Optional.empty(), Optional.empty(), false),
                PostgresPrograms.ON_THE_PATH);
    }

    /** What it said, for people. */
    static String refusal(Runnable action) {
        try {
            action.run();
        } catch (FailureException refused) {
            return refused.failure().detail();
        }
        throw new AssertionError("it was done");
    }
}
