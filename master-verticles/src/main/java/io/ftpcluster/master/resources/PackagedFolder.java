package io.ftpcluster.master.resources;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A folder of the class path: in the program's JAR, whose directory has the checksums already, or of files.
 *
 * @param name ends in a slash
 */
public record PackagedFolder(String name) {

    /**
     * The names of its files with checksums (CRC-32) of their contents, those of folders below it with their paths. Blocking.
     *
     * @param member one that is there: a JAR needn't list folders themselves
     */
    public SortedMap<String, Long> checksums(String member) throws IOException {
        URL known = PackagedFolder.class.getClassLoader().getResource(name + member);
        if (known == null) {
            throw new IOException("This program has no " + name + member);
        }
        if (known.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                return inJar(jar);
            }
        }
        return inFolder(known, member);
    }

    private SortedMap<String, Long> inJar(JarFile jar) {
        SortedMap<String, Long> found = new TreeMap<>();
        jar.stream()
                .filter(entry -> entry.getName().startsWith(name) && !entry.isDirectory())
                .forEach(entry -> found.put(entry.getName().substring(name.length()), entry.getCrc()));
        return found;
    }

    private static SortedMap<String, Long> inFolder(URL known, String member) throws IOException {
        SortedMap<String, Long> found = new TreeMap<>();
        Path folder = folderOf(known, member);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                CRC32 checksum = new CRC32();
                checksum.update(Files.readAllBytes(file));
                found.put(folder.relativize(file).toString(), checksum.getValue());
            }
        }
        return found;
    }

    private static Path folderOf(URL known, String member) throws IOException {
        try {
            Path folder = Path.of(known.toURI());
            for (int depth = Path.of(member).getNameCount(); depth > 0; depth--) {
                folder = folder.getParent();
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
