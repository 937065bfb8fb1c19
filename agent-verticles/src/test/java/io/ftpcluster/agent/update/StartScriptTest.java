package io.ftpcluster.agent.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What starts the agent and undoes an update, as real processes; the agents are small scripts. */
@Timeout(120)
class StartScriptTest {

    private static final Path SCRIPT = Path.of("src/main/launcher/ftpcluster-agent-start");
    private static final String OLD = "1.0-aaaaaaaaaaaa";
    private static final String NEW = "2.0-bbbbbbbbbbbb";
    /** Stays until it is told to end, and says 0 then, as the agent does. */
    private static final String STAYS = """
            echo "$0 $* ${FTPCLUSTER_AGENT_START:-alone}" >>"$here/../log"
            trap 'exit 0' TERM
            while :; do sleep 0.1; done
            """;
    /** The portal welcomes it. */
    private static final String WORKS = "echo " + NEW + " >\"$here/../update/confirmed\"\n" + STAYS;

    @TempDir
    private Path opt;
    private Process process;

    @BeforeEach
    void install() throws IOException {
        Files.copy(SCRIPT, opt.resolve("ftpcluster-agent-start"));
        Files.createDirectory(opt.resolve("update"));
        agent(OLD, STAYS);
        link(OLD);
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void agent(String folder, String text) throws IOException {
        Path file = Files.createDirectories(opt.resolve(folder)).resolve("ftpcluster-agent");
        Files.writeString(file, "#!/bin/sh\nhere=$(cd \"$(dirname \"$0\")\" && pwd -P)\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void link(String folder) throws IOException {
        Files.deleteIfExists(opt.resolve("current"));
        Files.createSymbolicLink(opt.resolve("current"), Path.of(folder));
    }

    /** As an agent leaves it that has put the new one in its place. */
    private void updated(String text) throws IOException {
        agent(NEW, text);
        write("trial", OLD + "\n" + NEW + "\n2.0\n");
        link(NEW);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(opt.resolve("update").resolve(name), text);
    }

    private String read(String name) throws IOException {
        Path file = opt.resolve("update").resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void start(int seconds) throws IOException {
        ProcessBuilder command = new ProcessBuilder("sh", opt.resolve("ftpcluster-agent-start").toString(), "--config",
                "x");
        command.environment().put("FTPCLUSTER_AGENT_TRIAL_SECONDS", Integer.toString(seconds));
        command.environment().remove("INVOCATION_ID");
        command.environment().put("FTPCLUSTER_AGENT_SUPERVISED", "yes");
        process = command.redirectErrorStream(true).redirectOutput(opt.resolve("said").toFile()).start();
    }

    private void await(BooleanSupplier condition, String what) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> what + " did not come: " + said());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private String said() {
        try {
            return Files.exists(opt.resolve("said")) ? Files.readString(opt.resolve("said")) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> started() {
        try {
            return Files.exists(opt.resolve("log")) ? Files.readAllLines(opt.resolve("log")) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void awaitStarted(String folder) throws IOException {
        await(() -> started().stream()
                .anyMatch(
                        line -> line.contains("/" + folder + "/") || (line.contains("/current/") && currentIs(folder))),
                "a start of " + folder);
    }

    private boolean currentIs(String folder) {
        try {
            return Files.readSymbolicLink(opt.resolve("current")).toString().equals(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private int end() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private void assertBack(String reason) throws IOException {
        await(() -> started().stream().anyMatch(line -> line.contains("/" + OLD + "/")), "the old agent");
        assertTrue(currentIs(OLD));
        assertTrue(read("failed").matches("(?s).*" + NEW + "\t2\\.0\t" + reason + "\n"), read("failed"));
        assertEquals("", read("trial"));
        assertEquals("", read("tries"));
    }

    @Test
    void withoutAnUpdateTheAgentIsTheProcessItself() throws Exception {
        start(60);
        awaitStarted(OLD);

        assertEquals(0,
                process.children().filter(child -> child.info().command().orElse("").contains("agent")).count());
        assertTrue(started().get(0).endsWith("--config x 1"), started()::toString);
        assertEquals(0, end());
    }

    @Test
    void anUpdateThatThePortalWelcomesStays() throws Exception {
        updated(WORKS);
        start(60);
        await(() -> said().contains("the update to 2.0 works"), "the end of the trial");

        assertTrue(currentIs(NEW));
        assertEquals("", read("trial"));
        assertEquals("", read("failed"));
        assertEquals(0, end());
    }

    /** Systemd's restart, and not this script, follows from it. */
    @Test
    void theExitCodeOfTheNewAgentIsPassedOn() throws Exception {
        updated("echo " + NEW + " >\"$here/../update/confirmed\"\nsleep 2\nexit 75\n");
        start(60);

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(75, process.exitValue());
        assertTrue(currentIs(NEW));
    }

    @Test
    void anUpdateThatEndsIsUndone() throws Exception {
        updated("exit 3\n");
        start(60);

        assertBack("it ended with exit code 3 before the portal had welcomed it");
        assertEquals(0, end());
    }

    @Test
    void anUpdateThatCanNotBeStartedIsUndone() throws Exception {
        updated("");
        Files.delete(opt.resolve(NEW).resolve("ftpcluster-agent"));
        start(60);

        assertBack("it ended with exit code 127 .*");
    }

    @Test
    void anUpdateThatIsNotWelcomedIsUndone() throws Exception {
        updated(STAYS);
        start(1);

        assertBack("the portal did not welcome it within 1 s");
    }

    /** It neither works nor ends when it is told to. */
    @Test
    void anUpdateThatHangsIsKilled() throws Exception {
        updated("echo $$ >\"$here/../hanging\"\ntrap '' TERM\nwhile :; do sleep 1; done\n");
        start(1);

        assertBack("the portal did not welcome it within 1 s");
        long hanging = Long.parseLong(Files.readString(opt.resolve("hanging")).strip());
        assertFalse(ProcessHandle.of(hanging).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void aStopInTheTrialSaysNothingOfTheUpdate() throws Exception {
        updated(STAYS);
        for (int i = 0; i < 5; i++) {
            Files.deleteIfExists(opt.resolve("log"));
            start(60);
            awaitStarted(NEW);
            assertEquals(0, end());
        }

        assertTrue(currentIs(NEW));
        assertEquals(OLD + "\n" + NEW + "\n2.0\n", read("trial"));
        assertEquals("", read("failed"));
    }

    /** Such as by the kernel for want of memory, with the agent. */
    @Test
    void anUpdateWithWhichTheScriptIsKilledIsUndoneInTheEnd() throws Exception {
        updated(STAYS);
        for (int i = 0; i < 3; i++) {
            Files.deleteIfExists(opt.resolve("log"));
            start(60);
            awaitStarted(NEW);
            stop();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
        Files.deleteIfExists(opt.resolve("log"));
        start(60);

        assertBack("it was started 3 times without a welcome of the portal");
    }

    /** Killed between the marker and the link. */
    @Test
    void anUpdateThatWasNotSwitchedToIsForgotten() throws Exception {
        updated("exit 1\n");
        link(OLD);
        start(60);
        awaitStarted(OLD);

        assertEquals("", read("trial"));
        assertEquals("", read("failed"));
    }

    /** Killed between the welcome and the end of the trial. */
    @Test
    void anUpdateThatWasConfirmedStays() throws Exception {
        updated(STAYS);
        write("confirmed", NEW + "\n");
        start(1);
        awaitStarted(NEW);

        assertTrue(currentIs(NEW));
        assertEquals("", read("trial"));
    }

    /** Killed on the way back, before the link. */
    @Test
    void aFailureThatWasNotedIsGoneBackFromAtOnce() throws Exception {
        updated(WORKS);
        write("failed", "1.5-cccccccccccc\t1.5\tno\n" + NEW + "\t2.0\tbroken\n");
        start(60);

        assertBack("broken");
        assertTrue(read("failed").startsWith("1.5-cccccccccccc"), read("failed"));
    }

    /** Killed on the way back, after the link. */
    @Test
    void whatIsBackAlreadyRuns() throws Exception {
        updated(WORKS);
        write("failed", NEW + "\t2.0\tbroken\n");
        link(OLD);
        start(60);
        awaitStarted(OLD);

        assertEquals("", read("trial"));
        assertEquals(NEW + "\t2.0\tbroken\n", read("failed"));
    }

    @Test
    void whereNothingIsToGoBackToTheNewOneStays() throws Exception {
        updated(STAYS);
        Files.delete(opt.resolve(OLD).resolve("ftpcluster-agent"));
        start(1);
        awaitStarted(NEW);

        assertTrue(currentIs(NEW));
    }

    @Test
    void aMarkerThatLeadsElsewhereIsNone() throws Exception {
        agent(NEW, STAYS);
        link(NEW);
        write("trial", "../../etc\n" + NEW + "\n2.0\n");
        start(1);
        awaitStarted(NEW);

        assertEquals("", read("trial"));
    }

    @Test
    void atMostTwentyFailuresAreNoted() throws Exception {
        updated("exit 3\n");
        write("failed", "1.1-cccccccccccc\t1.1\tno\n".repeat(30));
        start(60);

        assertBack("it ended with exit code 3 .*");
        assertEquals(20, read("failed").lines().count());
    }
}
