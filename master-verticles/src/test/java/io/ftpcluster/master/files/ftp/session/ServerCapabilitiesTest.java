package io.ftpcluster.master.files.ftp.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerCapabilitiesTest {

    @Test
    void aRushOfLoginsTakesTurns() {
        ServerCapabilities server = new ServerCapabilities(() -> false);
        for (int i = 0; i < 16; i++) {
            assertTrue(server.awaitLogin(Duration.ZERO));
        }
        assertFalse(server.awaitLogin(Duration.ofMillis(1)), "and whoever waited goes on without one");
        server.endLogin();
        assertTrue(server.awaitLogin(Duration.ZERO));
    }
}
