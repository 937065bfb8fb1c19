package io.ftpcluster.master.provisioning;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** What an agent says of itself, read from its archive. */
final class AgentManifest {

    private static final String JAR = "/ftpcluster-agent.jar";

    private AgentManifest() {}

    /** As the program says it itself. Fails when there is none. */
    static String version(Path archive) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(JAR)) {
                    return version(new JarInputStream(tar));
                }
            }
        }
        throw new IOException("there is no agent in it");
    }

    private static String version(JarInputStream jar) throws IOException {
        String version = jar.getManifest() == null
                ? null
                : jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        if (version == null) {
            throw new IOException("its agent says no version");
        }
        return version;
    }
}
