package io.ftpcluster.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The built agent as another version would be: the same program, that says another one of itself. */
public final class AgentBuild {

    private static final Path BUILT = Path.of(System.getProperty("ftpcluster.root"), "agent-verticles/target/agent");
    private static final String JAR = "ftpcluster-agent.jar";
    private static final String LAUNCHER = "ftpcluster-agent";

    private AgentBuild() {}

    /** Makes the folder, with all that is on a server. */
    public static Path folder(Path folder, String version) throws IOException {
        Files.createDirectories(folder);
        for (String name : new String[]{LAUNCHER, "ftpcluster-agent-start", "ftpcluster-agent.service"}) {
            Files.copy(BUILT.resolve(name), folder.resolve(name));
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (InputStream in = Files.newInputStream(BUILT.resolve(JAR));
                JarInputStream jar = new JarInputStream(in);
                OutputStream out = Files.newOutputStream(folder.resolve(JAR))) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
            try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
                for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                    copy.putNextEntry(new JarEntry(entry.getName()));
                    jar.transferTo(copy);
                }
            }
        }
        return folder;
    }

    /** Has it say its version, and end when it is to run. */
    public static void breakIt(Path folder) throws IOException {
        String launcher = Files.readString(folder.resolve(LAUNCHER));
        Files.writeString(folder.resolve(LAUNCHER),
                launcher.replaceFirst("\n", "\n[ \"\\${1:-}\" = --version ] || exit 7\n"));
    }

    /** Packs it as the portal sends it. */
    public static Path pack(Path folder, Path archive) throws IOException, InterruptedException {
        Path named = folder.resolveSibling("packing").resolve("ftpcluster-agent");
        Files.createDirectories(named.getParent());
        Files.move(folder, named);
        Files.createDirectories(archive.getParent());
        Commands.run("tar", "--format=ustar", "--owner=root", "--group=root", "-czf", archive.toString(), "-C",
                named.getParent().toString(), "ftpcluster-agent");
        Files.move(named, folder);
        return archive;
    }
}
