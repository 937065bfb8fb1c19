package io.ftpcluster.master.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read when the FTP servers of the demo can't be had. */
class DemoFtpServersTest {

    @TempDir
    private Path folder;

    @Test
    void aMissingArchiveIsNamed() {
        Path archive = folder.resolve("demo-ftp-server.jar");
        FailureException failed = assertThrows(FailureException.class, () -> DemoFtpServers.start(archive, folder));
        assertEquals("the demo needs " + archive + " for its FTP servers, which isn't there: build FTPCluster again",
                failed.failure().detail());
    }

    @Test
    void aProcessThatEndsAtItsStartIsToldWithItsExitCode() throws IOException {
        try (DemoFtpServers servers = DemoFtpServers.start(archive(EndsAtOnce.class), folder)) {
            FailureException failed = assertThrows(FailureException.class, () -> servers.port(Demo.ALPHA));
            assertEquals(servers + " ended at their start with exit code 3; what they said stands above",
                    failed.failure().detail());
        }
    }

    /** What the JVM writes to standard output, as {@code JAVA_TOOL_OPTIONS} may have it do, is no port. */
    @Test
    void portsAreFoundAmongOtherLines() throws IOException {
        try (DemoFtpServers servers = DemoFtpServers.start(archive(SaysMore.class), folder)) {
            assertEquals(1, servers.port(Demo.ALPHA));
            assertEquals(2, servers.port(Demo.BETA));
            assertTrue(servers.toString().contains(Long.toString(servers.pid())), servers::toString);
        }
    }

    private Path archive(Class<?> main) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        Path archive = folder.resolve("demo-ftp-server.jar");
        String file = main.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(archive);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream content = main.getClassLoader().getResourceAsStream(file)) {
            jar.putNextEntry(new JarEntry(file));
            content.transferTo(jar);
        }
        return archive;
    }

    /** A program. */
    public static final class EndsAtOnce {

        private EndsAtOnce() {}

        public static void main(String[] arguments) {
            System.exit(3);
        }
    }

    /** A program. */
    public static final class SaysMore {

        private SaysMore() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("[0.001s][info][gc] Using Serial");
            System.out.println("port 1\nport 2");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
