package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the machine that runs the test. */
class ProbesTest {

    private static Probes probes(int port, String ftpRoot) {
        Endpoint master = new Endpoint(false, "localhost", 1);
        return new Probes(new AgentConfig(List.of(master), new Secret("x"), "alpha", port, ftpRoot, null), "1.2");
    }

    @Test
    void thisMachineIsMeasured() throws IOException {
        try (ServerSocket daemon = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(daemon.getInetAddress(), daemon.getLocalPort());
                Socket session = daemon.accept()) {
            Sample sample = probes(daemon.getLocalPort(), "/tmp").read();

            assertTrue(sample.memPercent() > 0 && sample.memBytes() > 0, sample::toString);
            assertEquals(new File("/").getTotalSpace(), sample.rootDiskBytes());
            assertEquals(new File("/tmp").getTotalSpace(), sample.ftpDiskBytes());
            assertTrue(sample.rootDiskPercent() > 0 && sample.load1() >= 0 && sample.uptimeSeconds() > 0);
            assertEquals(FtpState.RUNNING, sample.ftpState());
            assertTrue(sample.ftpInodesPercent() == null || sample.ftpInodesPercent() <= 100, sample::toString);
            assertEquals(1, sample.ftpSessions());
            assertTrue(client.isConnected() && session.isConnected());
        }
    }

    @Test
    void aPathThatIsNotThereIsNotKnown() {
        Sample sample = probes(1, "/no/such/path").read();

        assertNull(sample.ftpDiskPercent());
        assertEquals(FtpState.STOPPED, sample.ftpState());
    }

    @Test
    void theHelloHasTheFacts() {
        HelloFrame hello = probes(1, "/").facts().hello();

        assertEquals(HelloFrame.PROTOCOL, hello.protocol());
        assertEquals("1.2", hello.agentVersion());
        assertEquals("alpha", hello.alias());
        assertNotNull(hello.kernel());
        assertNotNull(hello.hostName());
    }
}
