package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A host with a real sshd on a port of loopback, with its own copy of {@code /etc} and its own {@code /run}: its user {@code ada}
 * is none of this machine's, and neither are root's home and sudo's rules. Needs root.
 */
public final class Sshd implements AutoCloseable {

    public static final String USER = "ada";
    public static final String PASSWORD = "it's $HOME \"quoted\" `date`";

    /** What sshd, PAM and sudo read, where it is there. */
    private static final String COPIED = "passwd group shadow gshadow login.defs security pam.d localtime ld.so.cache"
            + " nsswitch.conf environment default skel profile bash.bashrc shells hosts host.conf ssh subuid subgid"
            + " sudo.conf os-release";

    private final Path directory;
    private final int port = FreePorts.one();
    private final MountNamespace namespace;
    private final DaemonProcess daemon;

    /**
     * @param directory for its files
     * @param options further lines of its configuration, which come first and so count
     */
    public Sshd(Path directory, String... options) throws IOException {
        this.directory = directory;
        for (String name : List.of("etc", "home", "root")) {
            Files.createDirectories(directory.resolve(name));
        }
        DaemonProcess.openWay(directory.resolve("home"));
        namespace = new MountNamespace(directory,
                "cd /etc && { cp -a " + COPIED
                        + " \"$0/etc\" 2>/dev/null; mount --bind \"$0/etc\" /etc; } && mount -t tmpfs tmpfs /run"
                        + " && mkdir -p /run/sshd /run/lock");
        daemon = new DaemonProcess(directory.resolve("sshd.out"), port);
        boolean started = false;
        try {
            makeUsers();
            makeKey("user_key", "ed25519", "");
            Files.copy(directory.resolve("user_key.pub"), directory.resolve("authorized_keys"));
            makeKey("host_key", "ed25519", "");
            start(options);
            started = true;
        } finally {
            if (!started) {
                namespace.close();
            }
        }
    }

    private void makeUsers() {
        run("sed", "-i", "s#^root:\\(.*\\):/root:#root:\\1:" + directory.resolve("root") + ":#", "/etc/passwd");
        run("useradd", "--create-home", "--home-dir", directory.resolve("home").resolve(USER).toString(), "--shell",
                "/bin/bash", USER);
        Commands.runWithInput(USER + ":" + PASSWORD + "\n", inside(List.of("chpasswd")).toArray(String[]::new));
        sudoers("");
    }

    /** Makes a key pair in this host's folder and returns the private one's text. */
    public String makeKey(String name, String type, String passphrase, String... options) throws IOException {
        Path file = directory.resolve(name);
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString()));
        command.addAll(List.of(options));
        Commands.run(command.toArray(String[]::new));
        return Files.readString(file);
    }

    /** Lets in whoever has this key, too. */
    public void authorize(String name) throws IOException {
        String key = Files.readString(directory.resolve(name + ".pub"));
        Path file = directory.resolve("authorized_keys");
        Files.writeString(file, Files.readString(file) + key);
    }

    private void start(String... options) throws IOException {
        List<String> lines = new ArrayList<>(List.of(options));
        lines.addAll(List.of("Port " + port, "ListenAddress 127.0.0.1", "HostKey " + directory.resolve("host_key"),
                "PidFile none", "UsePAM no", "PasswordAuthentication yes", "KbdInteractiveAuthentication no",
                "PermitRootLogin yes", "StrictModes no", "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                "Subsystem sftp internal-sftp", "MaxStartups 100", "MaxSessions 100"));
        Path configuration = Files.write(directory.resolve("sshd_config"), lines);
        daemon.start(Map.of(), inside(List.of("/usr/sbin/sshd", "-D", "-e", "-f", configuration.toString())));
    }

    /** The same address with another host key, as after an installation anew, or with somebody in between. */
    public void changeHostKey() throws IOException {
        daemon.stop();
        Files.delete(directory.resolve("host_key"));
        Files.delete(directory.resolve("host_key.pub"));
        makeKey("host_key", "ed25519", "");
        start();
    }

    /** Ends it and all its sessions. */
    public void stop() {
        daemon.stop();
    }

    /** What sudo allows there. */
    public void sudoers(String lines) {
        try {
            Path file = directory.resolve("etc/sudoers");
            Files.deleteIfExists(file);
            Files.writeString(file, "root ALL=(ALL:ALL) ALL\n" + lines);
            run("chmod", "440", "/etc/sudoers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> inside(List<String> command) {
        return namespace.inside(command);
    }

    /** Returns what it printed there. */
    public String run(String... command) {
        return Commands.run(inside(List.of(command)).toArray(String[]::new));
    }

    public int port() {
        return port;
    }

    /** Of a key that root and {@link #USER} are let in by. */
    public String userKey() throws IOException {
        return Files.readString(directory.resolve("user_key"));
    }

    /** As OpenSSH itself tells it. */
    public String fingerprint() {
        return Commands.run("ssh-keygen", "-lf", directory.resolve("host_key.pub").toString()).split(" ", -1)[1];
    }

    public Path homeOfRoot() {
        return directory.resolve("root");
    }

    public Path homeOfUser() {
        return directory.resolve("home").resolve(USER);
    }

    @Override
    public void close() {
        daemon.stop();
        namespace.close();
    }
}
