import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Java runtime of some modules only, made by the JDK that builds, as small as that goes. */
final class RuntimeImage {

    private static final List<String> LINKING = List.of("--no-header-files", "--no-man-pages", "--compress=zip-6");

    private final String modules;
    private final List<String> more;
    /** Empty where binutils isn't installed, and the runtime is some MB larger. */
    private final String strip;

    /** @param more options of jlink */
    RuntimeImage(String modules, String... more) throws IOException {
        this.modules = modules;
        this.more = List.of(more);
        this.strip = stripVersion();
    }

    /** Of all that makes it another one. */
    String description() {
        return String.join(" ", System.getProperty("java.vendor.version", ""), Runtime.version().toString(),
                String.join(" ", options()), strip, "with programs");
    }

    /** Takes some seconds. @param folder is replaced */
    void link(Path folder) throws IOException {
        JdkTools.remove(folder);
        List<String> options = options();
        options.addAll(List.of("--output", folder.toString()));
        JdkTools.run("jlink", options.toArray(String[]::new));
        if (!strip.isEmpty()) {
            stripNatives(folder);
        }
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(LINKING);
        options.addAll(more);
        // The first one has a program of binutils strip the libraries, and fails without it.
        options.add(strip.isEmpty() ? "--strip-java-debug-attributes" : "--strip-debug");
        options.addAll(List.of("--add-modules", modules));
        return options;
    }

    private static String stripVersion() throws IOException {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(folder, "strip");
            if (Files.isExecutable(program)) {
                return JdkTools.run(List.of(program.toString(), "--version")).lines().findFirst().orElse("strip");
            }
        }
        return "";
    }

    /** Symbols that only a debugger needs; those that the libraries find each other by stay. */
    private static void stripNatives(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(RuntimeImage::isNative).sorted().toList()) {
                JdkTools.run(List.of("strip", "--strip-unneeded", file.toString()));
            }
        }
    }

    private static boolean isNative(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && (name.endsWith(".so") || name.equals("jspawnhelper") || name.equals("jexec")
                || file.getParent().endsWith("bin"));
    }
}
