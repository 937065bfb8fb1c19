package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The balancers take the configurations that are in conf. */
class BalancerConfigurationTest {

    private static final Path CONF = Path.of(System.getProperty("ftpcluster.root"), "conf");

    @TempDir
    Path directory;

    @Test
    void haproxyTakesIts() {
        Certificate certificate = Certificate.create(directory);
        String said = Commands.run("env", "BALANCER_CERTIFICATE=" + certificate.pem(), "/usr/sbin/haproxy", "-c", "-f",
                CONF.resolve("haproxy.cfg").toString());
        assertTrue(said.contains("Configuration file is valid") && !said.contains("WARNING"), said);
    }

    @Test
    void nginxTakesTheExample() throws IOException {
        Certificate certificate = Certificate.create(directory);
        String example = Files.readString(CONF.resolve("nginx.conf.example"))
                .replaceAll("/etc/nginx/portal\\.(pem|key)", certificate.pem().toString())
                .replace("/run/nginx-ftpcluster.pid", directory.resolve("nginx.pid").toString())
                .replace("listen 80;", "listen 127.0.0.1:8;")
                .replace("listen 443 ", "listen 127.0.0.1:9 ");
        Path file = Files.writeString(directory.resolve("nginx.conf"), example);
        String said = Commands.run("/usr/sbin/nginx", "-t", "-c", file.toString());
        assertTrue(said.contains("test is successful"), said);
    }
}
