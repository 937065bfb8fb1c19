package io.ftpcluster.hosts;

import io.ftpcluster.testing.BootedHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For cases on one machine: a bare one, and a portal that knows no more than its address. */
abstract class RegisteredHost {

    @TempDir
    Path directory;

    BootedHost host;
    HostPortal portal;

    @BeforeEach
    void start() throws Exception {
        host = BootedHost.up("one");
        portal = new HostPortal(directory.resolve("data"));
        portal.register(host);
    }

    @AfterEach
    void stop() {
        portal.close();
        host.close();
    }
}
