package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether both keys are there, and open what the database has sealed. Makes none. */
final class KeysCheck implements Check {

    private static final String LOST = "Restore it from a backup: without it the stored passwords of FTP servers can't be read.";

    private final Config config;
    private final AskedDatabase database;

    KeysCheck(Config config, AskedDatabase database) {
        this.config = config;
        this.database = database;
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Finding look() {
        Path signing = config.dataDir().resolve("secret.key");
        Path sealing = config.dataDir().resolve("fernet.key");
        Optional<Facts> facts = database.known();
        boolean used = facts.flatMap(Facts::keyCheck).isPresent();
        try {
            Optional<Secret> fernet = config.keys().fernetKeys();
            if (fernet.isEmpty() && Files.exists(sealing)) {
                fernet = Optional.of(new Secret(Files.readString(sealing, StandardCharsets.ISO_8859_1).strip()));
            }
            boolean signs = config.keys().secretKey().isPresent() || Files.exists(signing);
            if (fernet.isEmpty()) {
                return used
                        ? Finding.failure("There is no " + sealing + ", and no FERNET_KEY is set.", LOST)
                        : Finding.ok("There are none yet: the first start makes them.");
            }
            Fernet box = new Fernet(fernet.get());
            if (facts.isPresent() && !facts.get().fits(box)) {
                return Finding.failure("FERNET_KEY doesn't open what the database has sealed.",
                        "It belongs to another database. Set the right one, or restore the fernet.key of this one.");
            }
            if (!signs) {
                return Finding.warning("There is no " + signing + ", and no SECRET_KEY is set.",
                        "The next start makes one: everybody must log in again, and agents know the portal no longer.");
            }
            return Finding.ok(used ? "Both are there, and open what the database has sealed." : "Both are there.");
        } catch (IOException e) {
            return Finding.failure("They can't be read: " + FileProblem.text(e) + ".",
                    "The user " + FileProblem.user() + " must be able to read them.");
        } catch (KeyException e) {
            return Finding.failure(e.getMessage(), LOST);
        }
    }
}
