import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes what of the Debian package isn't in the distribution: its control files, with the functions of the set-up scripts in them,
 * and its unit, changelogs, manual and copyright. Run by the build: DebianContent ROOT MANUAL OUTPUT_FOLDER VERSION ARCHITECTURE
 * TIMESTAMP. The same content gives the same bytes.
 */
final class DebianContent {

    private static final List<String> SCRIPTS = List.of("preinst", "postinst", "prerm", "postrm");

    private final Path root;
    private final Path sources;
    private final String version;
    private final String architecture;

    private DebianContent(Path root, String version, String architecture) {
        this.root = root;
        this.sources = root.resolve("distribution/src/deb");
        this.version = version;
        this.architecture = architecture;
    }

    public static void main(String[] arguments) throws IOException {
        Path output = Path.of(arguments[2]);
        JdkTools.remove(output);
        DebianContent content = new DebianContent(Path.of(arguments[0]), debianVersion(arguments[3]), arguments[4]);
        content.control(Files.createDirectories(output.resolve("control")));
        content.data(output.resolve("data"), Path.of(arguments[1]), Instant.parse(arguments[5]));
    }

    /** A snapshot is older than what it becomes. */
    private static String debianVersion(String version) {
        return version.replace("-SNAPSHOT", "~snapshot").replace("-", "~") + "-1";
    }

    private void control(Path folder) throws IOException {
        write(folder.resolve("control"), filled("control"));
        for (String script : SCRIPTS) {
            write(folder.resolve(script), filled(script));
        }
    }

    private String filled(String name) throws IOException {
        String text = Files.readString(sources.resolve(name));
        for (String shared : List.of("paths.sh", "state-copies.sh")) {
            if (text.contains("@" + shared + "@")) {
                text = text.replace("@" + shared + "@", Files.readString(root.resolve("scripts/lib").resolve(shared)).strip());
            }
        }
        return text.replace("@VERSION@", version).replace("@ARCHITECTURE@", architecture);
    }

    private void data(Path folder, Path manual, Instant time) throws IOException {
        write(folder.resolve("usr/lib/systemd/system/ftpcluster-master.service"), unit());
        compress(folder.resolve("usr/share/man/man1/ftpcluster.1.gz"), Files.readString(manual));
        Path documents = folder.resolve("usr/share/doc/ftpcluster");
        compress(documents.resolve("changelog.gz"), Files.readString(root.resolve("CHANGELOG.md")));
        compress(documents.resolve("changelog.Debian.gz"), changelog(time));
        write(documents.resolve("copyright"), copyright());
        write(folder.resolve("usr/share/lintian/overrides/ftpcluster"), Files.readString(sources.resolve("lintian-overrides")));
    }

    /** The unit of setup_master.sh, with the package's paths. */
    private String unit() throws IOException {
        String unit = Files.readString(root.resolve("conf/ftpcluster-master.service"));
        int header = unit.indexOf("\n\n[Unit]\n");
        unit = "# What is to differ on a machine goes beside it: systemctl edit ftpcluster-master." + unit.substring(header);
        unit = replaced(unit, "/opt/ftpcluster/current/bin/ftpcluster", "/usr/lib/ftpcluster/bin/ftpcluster");
        unit = replaced(unit, "file:/opt/ftpcluster/current/README.md", "man:ftpcluster(1)");
        return replaced(unit, "# The launcher resolves the link: a node goes on with its own version when the link leads to another one.\n",
                "");
    }

    private static String replaced(String text, String what, String by) throws IOException {
        if (!text.contains(what)) {
            throw new IOException("The unit has no \"" + what.strip() + "\".");
        }
        return text.replace(what, by);
    }

    private String changelog(Instant time) throws IOException {
        String maintainer = filled("control").lines()
                .filter(line -> line.startsWith("Maintainer: "))
                .findFirst()
                .orElseThrow()
                .substring("Maintainer: ".length());
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                .format(time.atOffset(ZoneOffset.UTC));
        return "ftpcluster (" + version + ") stable; urgency=medium\n\n  * What has changed is in changelog.gz.\n\n -- "
                + maintainer + "  " + date + "\n";
    }

    private String copyright() throws IOException {
        List<String> licence = Files.readAllLines(root.resolve("LICENSE"));
        String holder = licence.stream()
                .filter(line -> line.startsWith("Copyright (c) "))
                .findFirst()
                .orElseThrow()
                .substring("Copyright (c) ".length());
        StringBuilder text = new StringBuilder();
        licence.stream()
                .dropWhile(line -> !line.startsWith("Permission "))
                .forEach(line -> text.append(line.isBlank() ? " ." : " " + line).append('\n'));
        return Files.readString(sources.resolve("copyright"))
                .replace("@COPYRIGHT@", holder)
                .replace("@LICENCE@", text.toString().stripTrailing());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void compress(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream zip = new Best(packed)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = packed.toByteArray();
        // Its header says so (RFC 1952: XFL 2, best compression), and that a Unix made it.
        bytes[8] = 2;
        bytes[9] = 3;
        Files.write(file, bytes);
    }

    /** As small as it gets, which Debian's policy asks for. */
    private static final class Best extends GZIPOutputStream {
        Best(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
