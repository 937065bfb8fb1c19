package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.persistence.KeyStatus;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.secrets.SecretKeys;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** For whoever replaces the portal's keys. */
@Command(name = "keys", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Tells which of the portal's keys are in use, on the machine itself; the portal may run or not. How to replace them: docs/cluster.md.", synopsisSubcommandLabel = "status")
public final class KeysCommand implements Runnable {

    private static final int STILL_NEEDED = 1;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: status");
    }

    @Command(name = "status", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Lists the keys in SECRET_KEY and FERNET_KEY by their fingerprints, never the keys, and how many stored secrets each of FERNET_KEY has encrypted. Exit code 1: some need an older key, or one that isn't there.")
    int status(@Mixin PortalLocation place) {
        ConfigLoader settings = place.settings();
        Config.Keys given = settings.keys();
        KeyFiles files = new KeyFiles(settings.dataDir());
        SecretKeys secrets = SecretKeys.of(given.secretKey().orElseGet(files::existingSecretKey));
        Secret fernet = given.fernetKeys().orElseGet(files::existingFernetKeys);
        List<SecretBox> keys = Fernet.split(fernet).stream().<SecretBox>map(Fernet::new).toList();
        long[] counts = KeyStatus.open(settings.database(), settings.dataDir()).count(keys);
        PrintWriter out = spec.commandLine().getOut();
        out.println("SECRET_KEY");
        List<String> fingerprints = secrets.fingerprints();
        for (int i = 0; i < fingerprints.size(); i++) {
            out.println("  " + fingerprints.get(i) + (i == 0 ? "  signs" : "  verifies"));
        }
        out.println("FERNET_KEY");
        long behind = 0;
        for (int i = 0; i < counts.length; i++) {
            boolean listed = i < keys.size();
            if (listed || counts[i] > 0) {
                out.printf("  %-8s  %-8s  %d stored secrets%n", listed ? keys.get(i).fingerprints().getFirst() : "?",
                        i == 0 ? "encrypts" : listed ? "decrypts" : "missing", counts[i]);
            }
            behind += i == 0 ? 0 : counts[i];
        }
        out.flush();
        return behind == 0 ? 0 : STILL_NEEDED;
    }
}
