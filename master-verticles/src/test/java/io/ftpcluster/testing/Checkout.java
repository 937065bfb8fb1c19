package io.ftpcluster.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small checkout with the real launcher, a {@code mvn} that only notes its calls and makes an empty JAR, and JDKs that
 * only print how they were called. Its path has spaces.
 */
public final class Checkout {

    public static final Path REAL = Path.of(System.getProperty("ftpcluster.root"));
    private static final String JAR = "master-verticles/target/master-verticles-1.jar";
    private static final int PATIENCE_SECONDS = 90;

    /** How a run ended, and all that it printed. */
    public record Result(int exitCode, String output) {}

    private final Path base;
    private final Path root;
    private final Path bin;
    private final Map<String, String> environment = new HashMap<>();

    public Checkout(Path base) throws IOException {
        this.base = base;
        this.root = base.resolve("a checkout");
        this.bin = Files.createDirectories(base.resolve("bin"));
        for (String source : List.of("pom.xml", "master-verticles/pom.xml", "shared-codecs/pom.xml",
                "master-verticles/src/main/java/Main.java", "shared-codecs/src/main/java/Codec.java",
                "webroot/page.ftl")) {
            write(root.resolve(source), "");
        }
        // The system's JDKs, which these tests can't move out of the way.
        String script = Files.readString(REAL.resolve("ftpcluster"));
        executable(launcher(), script.replace("/usr/lib/jvm/", "/nowhere/").replace("/opt/", "/nowhere/"));
        write(root.resolve("distribution/src/bin/launch.sh"),
                Files.readString(REAL.resolve("distribution/src/bin/launch.sh")));
        fetcher("");
        executable(bin.resolve("mvn"), maven(calls()));
        executable(root.resolve("mvnw"), maven(wrapperCalls()));
        executable(bin.resolve("java"), fakeJava("17.0.1"));
        environment.put("PATH", bin + ":/usr/bin:/bin");
        environment.put("HOME", base.toString());
    }

    private String maven(Path calls) {
        return """
                #!/bin/sh
                echo "$JAVA_HOME $*" >>'%s'
                %s
                mkdir -p master-verticles/target/demo agent-verticles/target/agent
                : >%s
                : >agent-verticles/target/agent/ftpcluster-agent.jar
                : >master-verticles/target/demo/demo-ftp-server.jar
                """.formatted(calls, "if [ -e '" + gate() + "' ]; then read -r go <'" + gate() + "'; fi", JAR);
    }

    /**
     * The real program that fetches JDKs, on another system than this one.
     *
     * @param release what /etc/os-release says there
     */
    public Path fetcher(String release) throws IOException {
        Path file = base.resolve("os-release");
        Files.writeString(file, release);
        Path script = root.resolve("scripts/fetch-jdk.sh");
        executable(script,
                Files.readString(REAL.resolve("scripts/fetch-jdk.sh")).replace("/etc/os-release", "'" + file + "'"));
        return script;
    }

    public Path launcher() {
        return root.resolve("ftpcluster");
    }

    public Path root() {
        return root;
    }

    /** While this pipe exists each build waits until somebody writes a line into it. */
    public Path gate() {
        return base.resolve("gate");
    }

    /** Null removes the variable. */
    public Checkout with(String variable, String value) {
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
        return this;
    }

    /** The home of a JDK that prints its arguments, one a line, and ends with 7. */
    public String jdk(String version) throws IOException {
        Path home = base.resolve("jdk " + version);
        executable(home.resolve("bin/java"), fakeJava(version));
        executable(home.resolve("bin/javac"), "");
        return home.toString();
    }

    /** Its calls of Maven's wrapper. */
    public List<String> wrapped() throws IOException {
        return Files.exists(wrapperCalls()) ? Files.readAllLines(wrapperCalls()) : List.of();
    }

    /** PATH then has these of the system's programs, and nothing else. */
    public Checkout withOnly(String... programs) throws IOException {
        Path few = Files.createDirectories(base.resolve("few"));
        for (String program : programs) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(folder -> Path.of(folder, program))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(few.resolve(program), real);
        }
        return with("PATH", few.toString());
    }

    public List<String> builds() throws IOException {
        return Files.exists(calls()) ? Files.readAllLines(calls()) : List.of();
    }

    /** As if everything had happened an hour earlier, in the same order. */
    public void age() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                Instant then = Files.getLastModifiedTime(path).toInstant().minus(Duration.ofHours(1));
                Files.setLastModifiedTime(path, FileTime.from(then));
            }
        }
    }

    public Result run(Path launcher, String... arguments) throws IOException, InterruptedException {
        return end(start(launcher, arguments));
    }

    public Process start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    public static Result end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The launcher hangs after: " + output);
        }
        return new Result(process.exitValue(), output);
    }

    private Path wrapperCalls() {
        return base.resolve("mvnw.calls");
    }

    private Path calls() {
        return base.resolve("mvn.calls");
    }

    private static String fakeJava(String version) {
        return """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026-01-01' >&2; exit; fi
                printf '%%s\\n' "$@"
                exit 7
                """.formatted(version);
    }

    private static void executable(Path file, String content) throws IOException {
        write(file, content);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("Can't make " + file + " executable");
        }
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path made = Files.writeString(Files.createTempFile(file.getParent(), "new", ""), content);
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
