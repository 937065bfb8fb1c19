import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Stages what of the distribution isn't in the sources: the portal's own Java runtime, its libraries without what other systems
 * need, and the licences of both. Run by the build, with the JDK that builds: DistributionContent MASTER_TARGET BOM_XML
 * OUTPUT_FOLDER TIMESTAMP VERSION. The same content gives the same bytes.
 */
final class DistributionContent {

    /** What the portal and its libraries use; DistributionIT and the hosts' cases run on it. jdk.zipfs: a file system that class paths are read by. */
    private static final String MODULES = String.join(",", "java.base", "java.desktop", "java.instrument", "java.logging",
            "java.management", "java.naming", "java.net.http", "java.rmi", "java.security.jgss", "java.security.sasl",
            "java.sql", "java.xml", "jdk.crypto.ec", "jdk.jcmd", "jdk.jfr", "jdk.management", "jdk.naming.dns", "jdk.net",
            "jdk.unsupported", "jdk.zipfs");
    /** Of java.desktop the portal needs java.beans, and nothing that draws or sounds. */
    private static final String NO_DESKTOP = "--exclude-files=" + String.join(",", "**libawt_xawt.so", "**libfontmanager.so",
            "**libfreetype.so", "**libjavajpeg.so", "**libjawt.so", "**libjsound.so", "**liblcms.so", "**libmlib_image.so",
            "**libsplashscreen.so", "**psfontj2d.properties", "**psfont.properties.ja");
    /** By os.arch: where the JAR of SQLite has its native library, and how those of Netty end. */
    private static final Map<String, List<String>> NATIVE = Map.of("amd64", List.of("Linux/x86_64/", "x86_64"), "aarch64",
            List.of("Linux/aarch64/", "aarch_64"));

    private static final String SQLITE = "libsqlitejdbc.so";
    /** Bouncy Castle's, for runtimes that ask providers of ciphers for a signature, which OpenJDK doesn't. */
    private static final String SIGNED = "bc(prov|pkix|util)-.*";

    private DistributionContent() {}

    public static void main(String[] arguments) throws IOException {
        Path master = Path.of(arguments[0]);
        Path bom = Path.of(arguments[1]);
        Path output = Files.createDirectories(Path.of(arguments[2]));
        Instant time = Instant.parse(arguments[3]);
        List<String> wanted = NATIVE.get(System.getProperty("os.arch"));
        if (!System.getProperty("os.name").equals("Linux") || wanted == null) {
            throw new IOException("The distribution is made on Linux, on amd64 or arm64.");
        }
        runtime(output);
        Path portal = master.resolve("master-verticles-" + arguments[4] + ".jar");
        libraries(classPath(portal), master.resolve("lib"), output.resolve("lib"), wanted, time);
        new LicenceTexts(bom).write(output.resolve("lib"), output.resolve("runtime/legal"),
                master.resolve("../../LICENSE"), output.resolve("licences"));
    }

    private static void runtime(Path output) throws IOException {
        RuntimeImage image = new RuntimeImage(MODULES, NO_DESKTOP);
        Path folder = output.resolve("runtime");
        Path stamp = output.resolve("runtime.stamp");
        if (Files.exists(stamp) && Files.readString(stamp).equals(image.description())) {
            return;
        }
        Files.deleteIfExists(stamp);
        image.link(folder);
        Files.writeString(stamp, image.description());
    }

    private static void libraries(List<String> names, Path from, Path to, List<String> wanted, Instant time) throws IOException {
        JdkTools.remove(to);
        Files.createDirectories(to);
        for (String name : names) {
            Path jar = from.resolve(name);
            Path copy = to.resolve(name);
            if (name.startsWith("sqlite-jdbc-")) {
                String natives = "org/sqlite/native/";
                copyWithout(jar, copy, entry -> entry.startsWith(natives), time);
                // Beside the JAR, where the portal looks first: else each start unpacks it, and runs uname to know which.
                extract(jar, natives + wanted.get(0) + SQLITE, to.resolve(SQLITE));
            } else if (name.matches(SIGNED)) {
                // No cache of classes takes those of a signed JAR, and a start reads and checks the whole manifest.
                copyWithout(jar, copy, entry -> false, time);
            } else if (!name.contains("-linux-") || name.endsWith("-linux-" + wanted.get(1) + ".jar")) {
                Files.copy(jar, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** What the portal's own JAR names: libraries of an earlier build may lie beside them. */
    private static List<String> classPath(Path portal) throws IOException {
        try (JarFile jar = new JarFile(portal.toFile())) {
            String names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Stream.of(names.split(" ")).map(name -> name.substring(name.lastIndexOf('/') + 1)).sorted().toList();
        }
    }

    private static void extract(Path jar, String entry, Path file) throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile())) {
            Files.copy(in.getInputStream(in.getEntry(entry)), file);
        }
    }

    private static void copyWithout(Path jar, Path copy, Predicate<String> unwanted, Instant time) throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(copy);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                if (!unwanted.test(entry.getName()) && !isSignature(entry.getName())) {
                    ZipEntry same = new ZipEntry(entry.getName());
                    same.setLastModifiedTime(FileTime.from(time));
                    out.putNextEntry(same);
                    in.getInputStream(entry).transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }

    /** Of all entries, some of which may be gone. */
    private static boolean isSignature(String name) {
        return name.toUpperCase(Locale.ROOT).matches("META-INF/.*\\.(SF|RSA|DSA|EC)");
    }
}
