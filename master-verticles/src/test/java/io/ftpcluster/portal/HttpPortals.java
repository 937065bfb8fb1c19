package io.ftpcluster.portal;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.WeakHashing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Portals in this process for tests of HTTP itself, over TLS and without it. */
final class HttpPortals {

    /** The admin's. */
    static final String PASSWORD = "admin's passphrase";

    private HttpPortals() {}

    /** With a certificate that nobody knows. */
    static Deployment secure(Path folder, String name, Config.Edge edge) throws Exception {
        Path made = Files.createDirectory(folder.resolve("tls of " + name));
        Certificate.create(made);
        return start(folder, name, edge,
                Optional.of(new Config.Tls(made.resolve("certificate.pem"), made.resolve("key.pem"))));
    }

    static Deployment plain(Path folder, String name, Config.Edge edge) throws Exception {
        return start(folder, name, edge, Optional.empty());
    }

    private static Deployment start(Path folder, String name, Config.Edge edge, Optional<Config.Tls> tls)
            throws Exception {
        Duration some = Duration.ofSeconds(20);
        return Deployment.start(new Config(name, folder.resolve(name),
                new Config.Http("127.0.0.1", 0, Optional.empty(), tls, Duration.ofMinutes(2), edge),
                new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()),
                new Config.Keys(Optional.empty(), Optional.empty()), new Config.Ftp(some, some, some, some, some, 64),
                new Config.Transfers(0, 0), Config.Telemetry.DEFAULT, Optional.empty(),
                Optional.of(new Secret(PASSWORD)), Duration.ofSeconds(1)), WeakHashing.hasher());
    }
}
