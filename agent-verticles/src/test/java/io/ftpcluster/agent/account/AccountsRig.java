package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Accounts of the real system in a group of the test's own, whose names begin with that of the group. The programs are the
 * real ones, run through a script that writes down what was run and can hold it up. All is removed at the end.
 */
public final class AccountsRig {

    static final List<String> PROGRAMS = List.of("groupadd", "useradd", "usermod", "userdel", "chpasswd");

    private static final String SCRIPT = """
            #!/bin/sh
            # The process's own number, as it is held by this name until it is ended.
            here=$(dirname "$0")
            name=$(basename "$0")
            echo "$name $*" >>"$here/runs"
            hold() {
                if [ -e "$here/$1-$name" ]; then
                    echo $$ >"$here/held.new"
                    mv "$here/held.new" "$here/held"
                    exec sleep 600
                fi
            }
            hold before
            "/usr/sbin/$name" "$@"
            code=$?
            hold after
            exit $code
            """;

    public final String group = "fct-" + UUID.randomUUID().toString().substring(0, 8);
    public final Path root;
    public final Path programs;
    public final AccountSettings settings;
    public final Accounts accounts;
    private final List<Process> processes = new ArrayList<>();
    private final FileChannel turn;

    /**
     * Waits for other test classes, which run at the same time: the programs wait for each other by whole seconds.
     *
     * @param folder a temporary one
     */
    public AccountsRig(Path folder) throws IOException {
        turn = FileChannel.open(Path.of("target", "accounts.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        turn.lock();
        root = Files.createDirectory(folder.resolve("homes"));
        programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : PROGRAMS) {
            allow(program);
        }
        settings = new AccountSettings(Path.of("/etc"), programs, group, root);
        accounts = new Accounts(settings);
    }

    /** Makes a program of the system one that may be run. */
    void allow(String program) throws IOException {
        Path script = Files.writeString(programs.resolve(program), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public String name(String suffix) {
        return group + "-" + suffix;
    }

    public static String active(String hash) {
        return "state=active password=" + hash;
    }

    static String locked(String hash) {
        return "state=locked password=" + hash;
    }

    public static String absent(String files) {
        return "state=absent files=" + files;
    }

    Map<String, String> apply(Map<String, String> desired) throws InterruptedException {
        return accounts.apply(desired, text -> {});
    }

    public String apply(String name, String desired) throws InterruptedException {
        return apply(Map.of(name, desired)).get(name);
    }

    void done(String name, String desired) throws InterruptedException {
        assertEquals("done", apply(name, desired));
    }

    /** The programs that were run since the last call, with their arguments. */
    public List<String> runs() throws IOException {
        Path runs = programs.resolve("runs");
        if (!Files.exists(runs)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(runs);
        Files.delete(runs);
        return lines;
    }

    /** The process that a program is held in, when it has come there. */
    public ProcessHandle awaitHeld() throws IOException {
        Path held = programs.resolve("held");
        await("a program is held", () -> Files.exists(held));
        return ProcessHandle.of(Long.parseLong(Files.readString(held).strip())).orElseThrow();
    }

    public Path home(String name) {
        return root.resolve(name);
    }

    public Path removed() {
        return root.resolve(RemovedFiles.FOLDER);
    }

    /** The names of what is left of those who are gone. */
    public List<String> left() {
        String[] names = removed().toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    /** The fields of a line of a file in /etc; null when there is none. */
    public static String[] fields(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/etc", file), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(name + ":")) {
                return line.split(":", -1);
            }
        }
        return null;
    }

    public static String password(String name) throws IOException {
        return fields("shadow", name)[1];
    }

    static int uid(String name) throws IOException {
        return Integer.parseInt(fields("passwd", name)[2]);
    }

    public void assertHome(String name) throws IOException {
        assertEquals(home(name).toString(), fields("passwd", name)[5]);
        assertEquals(Map.of("uid", uid(name), "mode", 040700),
                Files.readAttributes(home(name), "unix:uid,mode", LinkOption.NOFOLLOW_LINKS));
    }

    /** Something that runs as this user until it is told to end, and does so already. */
    Process start(String name, String... command) throws IOException {
        return start(Path.of("/"), name, command);
    }

    /** @param directory in which it runs, also where it could not go itself */
    Process start(Path directory, String name, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + uid(name),
                "--regid=" + fields("passwd", name)[3], "--clear-groups"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true).start();
        processes.add(process);
        Path running = Path.of("/proc", Long.toString(process.pid()));
        int uid = uid(name);
        await(name + " runs something", () -> Files.getAttribute(running, "unix:uid").equals(uid));
        return process;
    }

    public static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.isTrue()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    public interface Condition {
        boolean isTrue() throws IOException;
    }

    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
        return output.strip();
    }

    public void removeUsers() throws IOException, InterruptedException {
        try (turn) {
            processes.forEach(Process::destroyForcibly);
            removeAll();
        }
    }

    private void removeAll() throws IOException, InterruptedException {
        List<String> users = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(group)) {
                users.add(line.substring(0, line.indexOf(':')));
            }
        }
        for (String user : users) {
            run("userdel", "--force", user);
        }
        if (fields("group", group) != null) {
            run("groupdel", group);
        }
    }
}
