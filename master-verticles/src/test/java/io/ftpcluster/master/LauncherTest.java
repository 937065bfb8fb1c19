package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCommands;
import io.ftpcluster.testing.Checkout.Result;
import io.ftpcluster.testing.Checkout;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code ftpcluster} builds, what it runs with, and what it says when something is missing. */
class LauncherTest {

    /** How the JDK that only prints its arguments ends. */
    private static final int FROM_JAVA = 7;

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = new Checkout(folder);
        checkout.with("FTPCLUSTER_JAVA_HOME", checkout.jdk("25.0.1"));
    }

    @Test
    void argumentsAndExitCodePass() throws Exception {
        Result result = checkout.run(checkout.launcher(), "demo", "two words", "", "*");
        assertEquals(FROM_JAVA, result.exitCode());
        String jar = checkout.root().resolve("master-verticles/target/master-verticles-1.jar").toString();
        assertTrue(result.output().endsWith("-jar\n" + jar + "\ndemo\ntwo words\n\n*\n"), result.output());
        assertTrue(result.output().startsWith("Building FTPCluster"), result.output());
        assertEquals(List.of(folder.resolve("jdk 25.0.1") + " -q -B -Dquick package"), checkout.builds());
    }

    @Test
    void theHeapCanBeChosen() throws Exception {
        checkout.with("FTPCLUSTER_JAVA_OPTS", "-Xmx1g -Dx=y").run(checkout.launcher());
        Result result = checkout.run(checkout.launcher(), "x");
        assertTrue(result.output().contains("\n-Xmx1g\n-Dx=y\n-jar\n"), result.output());
        // Whatever is chosen: whoever supervises sees that it ended.
        assertTrue(("\n" + result.output()).contains("\n-XX:+ExitOnOutOfMemoryError\n"), result.output());
    }

    /** What starts a portal is worth optimising, what asks one isn't; the launcher knows them all by name. */
    @Test
    void whatAsksAPortalStartsLight() throws Exception {
        Path cache = checkout.root().resolve("master-verticles/target/ftpcluster.aot");
        checkout.run(checkout.launcher());
        Files.writeString(cache, "");
        for (String noun : RemoteCommands.all().keySet()) {
            String options = checkout.run(checkout.launcher(), noun, "list").output();
            assertTrue(options.contains("\n-XX:TieredStopAtLevel=1\n-jar\n"), options);
        }
        String options = checkout.run(checkout.launcher(), "master").output();
        assertTrue(options.contains("\n-XX:AOTCache=" + cache + "\n-jar\n"), options);
        String chosen = checkout.with("FTPCLUSTER_JAVA_OPTS", "-Xmx1g").run(checkout.launcher(), "user").output();
        assertTrue(chosen.contains("\n-Xmx1g\n-jar\n"), chosen);
    }

    @Test
    void linksLeadToTheCheckout() throws Exception {
        Path links = Files.createDirectories(folder.resolve("some links"));
        Path first = Files.createSymbolicLink(links.resolve("first"), checkout.launcher());
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("../a checkout/ftpcluster"));
        Path chain = Files.createSymbolicLink(folder.resolve("chain"), Path.of("some links/relative"));
        Path whole = Files.createSymbolicLink(folder.resolve("whole"), checkout.root());
        for (Path link : List.of(first, relative, chain, whole.resolve("ftpcluster"))) {
            Result result = checkout.run(link, "--help");
            assertTrue(result.output().contains(checkout.root() + "/master-verticles/target/"), result.output());
        }
        assertEquals(1, checkout.builds().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"master-verticles/src/main/java/Main.java", "shared-codecs/pom.xml", "webroot/page.ftl",
            "pom.xml"})
    void whatChangedIsBuilt(String source) throws Exception {
        checkout.run(checkout.launcher());
        checkout.age();
        Result fresh = checkout.run(checkout.launcher());
        assertTrue(!fresh.output().contains("Building"), fresh.output());
        assertEquals(1, checkout.builds().size());

        Files.writeString(checkout.root().resolve(source), "new");
        assertEquals(FROM_JAVA, checkout.run(checkout.launcher()).exitCode());
        assertEquals(2, checkout.builds().size());
    }

    @Test
    void whatIsGoneIsBuiltToo() throws Exception {
        checkout.run(checkout.launcher());
        checkout.age();
        Files.delete(checkout.root().resolve("shared-codecs/src/main/java/Codec.java"));
        checkout.run(checkout.launcher());
        assertEquals(2, checkout.builds().size());
        Files.delete(checkout.root().resolve("master-verticles/target/master-verticles-1.jar"));
        checkout.run(checkout.launcher());
        assertEquals(3, checkout.builds().size());
    }

    @Test
    void theNewestJarCounts() throws Exception {
        checkout.run(checkout.launcher());
        checkout.age();
        Path target = checkout.root().resolve("master-verticles/target");
        for (String name : List.of("master-verticles-0.9.jar", "master-verticles-2.jar")) {
            Files.writeString(target.resolve(name), "");
            Result result = checkout.run(checkout.launcher(), "x");
            assertTrue(result.output().endsWith("-jar\n" + target.resolve(name) + "\nx\n"), result.output());
            checkout.age();
        }
    }

    @Test
    void twoStartsBuildOnce() throws Exception {
        Commands.run("mkfifo", checkout.gate().toString());
        Process first = checkout.start(checkout.launcher());
        // Opening the pipe waits until the build has come to it.
        CompletableFuture<Void> building = CompletableFuture.runAsync(() -> {
            try (var gate = Files.newOutputStream(checkout.gate())) {
                Process second = checkout.start(checkout.launcher());
                awaitChild(second, "flock");
                gate.write('\n');
                gate.flush();
                assertEquals(FROM_JAVA, Checkout.end(second).exitCode());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(FROM_JAVA, Checkout.end(first).exitCode());
        building.get(30, TimeUnit.SECONDS);
        assertEquals(1, checkout.builds().size());
    }

    @Test
    void aBuildThatFailsSaysWhy() throws Exception {
        Files.writeString(folder.resolve("bin/mvn"), "#!/bin/sh\necho 'Main.java:1: no such thing'\nexit 1\n");
        Result result = checkout.run(checkout.launcher());
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains("Main.java:1: no such thing\nftpcluster: the build failed; the whole log"),
                result.output());
    }

    @Test
    void aJdkThatFitsIsFoundWhateverIsSet() throws Exception {
        checkout.with("FTPCLUSTER_JAVA_HOME", null).with("JAVA_HOME", checkout.jdk("25.0.2"));
        assertEquals(FROM_JAVA, checkout.run(checkout.launcher()).exitCode());
        Path known = Files.createDirectories(folder.resolve(".sdkman/candidates/java"));
        Files.createSymbolicLink(known.resolve("25"), Path.of(checkout.jdk("25.0.3")));
        checkout.with("JAVA_HOME", checkout.jdk("17.0.1"));
        assertEquals(FROM_JAVA, checkout.run(checkout.launcher()).exitCode());
        checkout.with("JAVA_HOME", null);
        assertEquals(FROM_JAVA, checkout.run(checkout.launcher()).exitCode());
    }

    @Test
    void noJdkIsExplained() throws Exception {
        checkout.with("FTPCLUSTER_JAVA_HOME", null).with("HOME", null);
        Result none = checkout.run(checkout.launcher());
        assertEquals(1, none.exitCode());
        assertTrue(none.output().startsWith("ftpcluster: needs a JDK 25 and found none."), none.output());
        assertTrue(none.output().contains(checkout.root() + "/scripts/fetch-jdk.sh --yes\n"), none.output());
        String old = checkout.jdk("21.0.9");
        Result wrong = checkout.with("FTPCLUSTER_JAVA_HOME", old).run(checkout.launcher());
        assertEquals(1, wrong.exitCode());
        assertEquals("ftpcluster: FTPCLUSTER_JAVA_HOME is " + old + ", which is no JDK 25.\n", wrong.output());
        assertEquals(List.of(), checkout.builds());
    }

    @Test
    void aFolderThatCantBeBuiltIntoIsExplained() throws Exception {
        Path target = checkout.root().resolve("target");
        Files.writeString(target, "no folder");
        Result result = checkout.run(checkout.launcher());
        assertEquals(1, result.exitCode());
        assertEquals("ftpcluster: must be built, but can't make the folder " + target
                + ". Is something else there, or the disk full or read-only?\n", result.output());
        Files.delete(target);
        Files.createDirectories(target.resolve("build.lock"));
        Result locked = checkout.run(checkout.launcher());
        assertEquals(1, locked.exitCode());
        assertTrue(locked.output().startsWith("ftpcluster: must be built, but can't write " + target + "/build.lock."),
                locked.output());
    }

    @Test
    void withoutMavenItsWrapperBuilds() throws Exception {
        checkout.withOnly("bash", "dirname", "readlink", "sed", "head", "find", "mkdir", "touch", "flock", "sh", "mv",
                "rm");
        assertEquals(FROM_JAVA, checkout.run(checkout.launcher()).exitCode());
        assertEquals(List.of(folder.resolve("jdk 25.0.1") + " -q -B -Dquick package"), checkout.wrapped());
        assertEquals(List.of(), checkout.builds());
    }

    @Test
    void theWrappersMavenIsPinned() throws Exception {
        List<String> lines = Files.readAllLines(Checkout.REAL.resolve(".mvn/wrapper/maven-wrapper.properties"));
        assertTrue(lines.contains("distributionType=only-script"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("distributionUrl=https://.*-bin\\.zip")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("distributionSha256Sum=[0-9a-f]{64}")),
                lines::toString);
    }

    /** On a machine that has no unzip: what a ZIP says of programs is lost, and Maven must be one. */
    @Test
    void theWrapperUnpacksByTheJdk() throws Exception {
        Path maven = Files.createDirectories(folder.resolve("zipped/apache-maven-3/bin"));
        Files.writeString(maven.resolve("mvn"), "#!/bin/sh\necho built\n");
        Path archive = folder.resolve("maven's.zip");
        String home = System.getProperty("java.home");
        Commands.run(home + "/bin/jar", "--create", "--no-manifest", "--file", archive.toString(), "-C",
                folder.resolve("zipped").toString(), ".");
        Path unpacked = Files.createDirectory(folder.resolve("un packed"));
        Result result = checkout.with("JAVA_HOME", home)
                .run(Checkout.REAL.resolve(".mvn/bin/unzip"), "-q", archive.toString(), "-d", unpacked.toString());
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("built\n", Commands.run(unpacked.resolve("apache-maven-3/bin/mvn").toString()));
    }

    /** A JRE can't build. */
    @Test
    void aJreIsNoJdk() throws Exception {
        String jre = checkout.jdk("25.0.4");
        Files.delete(Path.of(jre, "bin/javac"));
        Result result = checkout.with("FTPCLUSTER_JAVA_HOME", jre).run(checkout.launcher());
        assertEquals("ftpcluster: FTPCLUSTER_JAVA_HOME is " + jre + ", which is no JDK 25.\n", result.output());
    }

    private static void awaitChild(Process process, String program) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (process.descendants().noneMatch(child -> child.info().command().orElse("").endsWith("/" + program))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("It didn't wait for " + program);
            }
            Eventually.pause();
        }
    }
}
