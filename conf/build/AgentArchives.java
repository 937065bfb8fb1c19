import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes what the portal sends to servers that join: the agent as ftpcluster-agent.tar.gz, and a Java runtime of no more than it
 * needs as runtime-linux-ARCH.tar.gz, with Debian's name for the architecture. The same content gives the same bytes. Run by the
 * build, with the JDK that builds: AgentArchives AGENT_FOLDER OUTPUT_FOLDER TIMESTAMP.
 */
final class AgentArchives {

    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "amd64", "aarch64", "arm64");

    private AgentArchives() {}

    public static void main(String[] arguments) throws IOException {
        Path agent = Path.of(arguments[0]);
        Path output = Files.createDirectories(Path.of(arguments[1]));
        long time = Instant.parse(arguments[2]).getEpochSecond();
        pack(agent, "ftpcluster-agent", output.resolve("ftpcluster-agent.tar.gz"), time);
        String architecture = ARCHITECTURES.get(System.getProperty("os.arch"));
        if (!System.getProperty("os.name").equals("Linux") || architecture == null) {
            System.out.println("No runtime for agents is made here: that needs Linux on amd64 or arm64.");
            return;
        }
        runtime(agent.resolve("ftpcluster-agent.jar"), output, "runtime-linux-" + architecture + ".tar.gz", time);
    }

    /** Takes some seconds, so it is done only when it would be another one. */
    private static void runtime(Path jar, Path output, String name, long time) throws IOException {
        String modules = JdkTools.run("jdeps", "--ignore-missing-deps", "--print-module-deps", jar.toString()).strip();
        RuntimeImage image = new RuntimeImage(modules);
        String made = image.description() + " " + time;
        Path archive = output.resolve(name);
        Path stamp = output.resolve(name + ".stamp");
        if (Files.exists(archive) && Files.exists(stamp) && Files.readString(stamp).equals(made)) {
            return;
        }
        Path folder = output.resolve("runtime");
        image.link(folder);
        pack(folder, "runtime", archive, time);
        JdkTools.remove(folder);
        Files.writeString(stamp, made);
    }

    /** All in one folder of the archive. It is there as a whole or not at all. */
    private static void pack(Path folder, String root, Path archive, long time) throws IOException {
        Path part = archive.resolveSibling(archive.getFileName() + ".part");
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(part)));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.comparing(file -> folder.relativize(file).toString())).toList()) {
                String name = root + "/" + folder.relativize(file).toString().replace('\\', '/');
                add(out, file, name, time);
            }
            out.write(new byte[2 * 512]);
        }
        Files.move(part, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void add(OutputStream out, Path file, String name, long time) throws IOException {
        if (Files.isDirectory(file)) {
            out.write(header(name.endsWith("/") ? name : name + "/", 0755, 0, '5', time));
            return;
        }
        byte[] content = Files.readAllBytes(file);
        out.write(header(name, Files.isExecutable(file) ? 0755 : 0644, content.length, '0', time));
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    /** POSIX.1-1988 (ustar), owned by root. */
    private static byte[] header(String name, int mode, long size, char type, long time) throws IOException {
        byte[] header = new byte[512];
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > 100) {
            throw new IOException("A name that is too long for the archive: " + name);
        }
        System.arraycopy(path, 0, header, 0, path.length);
        text(header, 100, "%07o\0".formatted(mode));
        text(header, 108, "%07o\0".formatted(0));
        text(header, 116, "%07o\0".formatted(0));
        text(header, 124, "%011o\0".formatted(size));
        text(header, 136, "%011o\0".formatted(time));
        text(header, 148, "        ");
        header[156] = (byte) type;
        text(header, 257, "ustar\0" + "00");
        text(header, 265, "root");
        text(header, 297, "root");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        text(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
