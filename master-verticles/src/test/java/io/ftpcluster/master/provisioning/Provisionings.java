package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** What provisioning knows of a portal in tests. */
public final class Provisionings {

    private Provisionings() {}

    /** With the archives that {@link #archives} puts into the folder, if it did. */
    public static ProvisioningSettings at(String url, Path folder, Clock clock) {
        return at(new PortalAddress(() -> URI.create(url), Optional.empty()), folder, clock);
    }

    public static ProvisioningSettings at(PortalAddress portal, Path folder, Clock clock) {
        return new ProvisioningSettings(portal, new AgentArchives(folder),
                SigningKey.of(new Secret("x".repeat(32))).publicKeyPem(), "1.2.3", clock);
    }

    /** Files in place of an agent and its runtime: what is in them nobody here looks at. */
    public static Path archives(Path folder) {
        try {
            Files.writeString(folder.resolve("ftpcluster-agent.tar.gz"), "agent".repeat(50_000));
            Files.writeString(folder.resolve(runtime()), "runtime".repeat(50_000));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of this machine. */
    public static String runtime() {
        String name = System.getProperty("os.arch");
        return "runtime-linux-" + (name.equals("aarch64") ? "arm64" : name) + ".tar.gz";
    }
}
