package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A host of its own that can be hurt: a network namespace with an address, a cable to this machine, and a real vsftpd on
 * port 21 with one system user, with TLS if wanted. Its files stay when it loses its power. Needs root and iproute2. One thread at a time.
 */
public final class FaultyHost implements AutoCloseable {

    /** Of 198.18.0.0/15, which RFC 2544 keeps for tests: four addresses for each host. */
    private static final int SUBNETS = 1 << 15;
    private static final int PORT = 21;
    private static final int PATIENCE_SECONDS = 30;

    private final Path directory;
    private final String name = "fh" + UUID.randomUUID().toString().substring(0, 8);
    private final String near = name + "n";
    private final String far = name + "f";
    private final String password = UUID.randomUUID().toString();
    private final String gateway;
    private final String address;
    private final Freezer freezer = new Freezer(name);
    private final Certificate certificate;
    private Process daemon;

    /** @param directory for its files; the user's home is {@code home} in it */
    public FaultyHost(Path directory) {
        this(directory, false);
    }

    /** @param tls whether it takes logins by explicit TLS only */
    public FaultyHost(Path directory, boolean tls) {
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException("network namespaces and vsftpd need root");
        }
        this.directory = directory;
        this.certificate = tls ? Certificate.create(directory) : null;
        int first = ThreadLocalRandom.current().nextInt(SUBNETS) * 4;
        this.gateway = address(first + 1);
        this.address = address(first + 2);
        boolean made = false;
        try {
            makeUser();
            ip("netns", "add", name);
            ip("link", "add", near, "type", "veth", "peer", "name", far);
            ip("addr", "add", gateway + "/30", "dev", near);
            ip("link", "set", near, "up");
            plugIn();
            start();
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    private static String address(int offset) {
        return "198." + (18 + (offset >> 16)) + "." + (offset >> 8 & 0xFF) + "." + (offset & 0xFF);
    }

    private void makeUser() {
        // A shell outside of /etc/shells would be refused by PAM.
        Commands.run("useradd", "--no-create-home", "--home-dir", home().toString(), "--shell", "/bin/sh", name);
        Commands.runWithInput(name + ":" + password + "\n", "chpasswd");
        try {
            Files.createDirectories(home());
            for (Path step = directory; step != null && step.startsWith("/tmp")
                    && step.getNameCount() > 1; step = step.getParent()) {
                Files.setPosixFilePermissions(step, PosixFilePermissions.fromString("rwx--x--x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.run("chown", "-R", name, home().toString());
    }

    private void plugIn() {
        ip("link", "set", far, "netns", name);
        inside("addr", "add", address + "/30", "dev", far);
        inside("link", "set", far, "up");
        inside("link", "set", "lo", "up");
    }

    private void start() {
        try {
            Path empty = Files.createDirectories(directory.resolve("empty"));
            List<String> lines = new ArrayList<>(List.of("listen=YES", "background=NO", "local_enable=YES",
                    "anonymous_enable=NO", "write_enable=YES", "pasv_enable=YES", "seccomp_sandbox=NO",
                    "secure_chroot_dir=" + empty, "pam_service_name=vsftpd", "xferlog_enable=NO",
                    // Its sessions must stay in this namespace, and end by themselves when their client is lost.
                    "isolate=NO", "isolate_network=NO", "idle_session_timeout=30", "data_connection_timeout=10"));
            if (hasTls()) {
                lines.addAll(List.of("ssl_enable=YES", "rsa_cert_file=" + certificate.pem(),
                        "rsa_private_key_file=" + certificate.pem(), "force_local_data_ssl=YES",
                        "force_local_logins_ssl=YES"));
            }
            Path config = Files.write(directory.resolve("vsftpd.conf"), lines);
            daemon = new ProcessBuilder(onHost(List.of("/usr/sbin/vsftpd", config.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("vsftpd.out").toFile())
                    .start();
            awaitListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs this one on this host, where it shares the host's faults; the process stays the same. */
    public List<String> onHost(List<String> command) {
        return Stream
                .concat(Stream.of("sh", "-c",
                        "echo $$ >" + freezer.members() + " && exec ip netns exec " + name + " \"$@\"", "sh"),
                        command.stream())
                .toList();
    }

    private void awaitListening() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && daemon.isAlive()) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(address, PORT), 1000);
                return;
            } catch (IOException e) {
                Eventually.pause();
            }
        }
        throw new IllegalStateException(name + " does not listen; see " + directory.resolve("vsftpd.out"));
    }

    /** Nothing passes any more, in either direction; nobody is told. */
    public void cut() {
        inside("link", "set", far, "down");
    }

    /** Returns when the system has found the way again. */
    public void mendCable() {
        inside("link", "set", far, "up");
        awaitListening();
    }

    /** All packets are lost, in both directions, and the cable seems to be in. */
    public void loseAll() {
        // A queue that holds nothing, as netem and filters are no part of every kernel.
        Commands.run("tc", "qdisc", "replace", "dev", near, "root", "pfifo", "limit", "0");
        Commands.run("tc", "-n", name, "qdisc", "replace", "dev", far, "root", "pfifo", "limit", "0");
    }

    /** The end of {@link #loseAll} and of {@link #slow}. */
    public void hurry() {
        Commands.run("tc", "qdisc", "del", "dev", near, "root");
        Commands.run("tc", "-n", name, "qdisc", "del", "dev", far, "root");
    }

    /** Connections stay open, new ones are taken by the kernel, and nothing answers. */
    public void freeze() {
        freezer.freeze(true);
    }

    public void thaw() {
        freezer.freeze(false);
    }

    /** Each direction moves so much a second. */
    public void slow(int kilobits) {
        for (boolean inward : new boolean[]{true, false}) {
            Stream<String> where = inward ? Stream.of("tc") : Stream.of("tc", "-n", name);
            Commands.run(Stream.concat(where, Stream.of("qdisc", "replace", "dev", inward ? near : far, "root", "tbf",
                    "rate", kilobits + "kbit", "burst", "16k", "latency", "400ms")).toArray(String[]::new));
        }
    }

    /** All processes and connections are gone at once, and nobody is told. */
    public void powerOff() {
        inside("link", "set", far, "netns", Long.toString(ProcessHandle.current().pid()));
        kill();
        ip("netns", "del", name);
    }

    /** Comes up with the same address and files, and answers what belongs to connections from before with a reset. */
    public void powerOn() {
        ip("netns", "add", name);
        plugIn();
        start();
    }

    private void kill() {
        // None of them shall notice that another one ends, and say goodbye.
        freezer.freeze(true);
        freezer.processes().forEach(ProcessHandle::destroyForcibly);
        freezer.freeze(false);
        freezer.awaitEmpty();
    }

    private static void ip(String... arguments) {
        Commands.run(Stream.concat(Stream.of("ip"), Stream.of(arguments)).toArray(String[]::new));
    }

    private void inside(String... arguments) {
        ip(Stream.concat(Stream.of("-n", name), Stream.of(arguments)).toArray(String[]::new));
    }

    /** How many processes serve its clients now: one or two a session. */
    public long sessionProcesses() {
        return daemon.descendants().count();
    }

    public boolean hasTls() {
        return certificate != null;
    }

    /** Of its certificate, if it has one. */
    public String fingerprint() {
        return certificate.fingerprint();
    }

    public String name() {
        return name;
    }

    /** Where it reaches this machine. */
    public String gateway() {
        return gateway;
    }

    public String address() {
        return address;
    }

    public String user() {
        return name;
    }

    public String password() {
        return password;
    }

    public Path home() {
        return directory.resolve("home");
    }

    /** Also one that is half made or hurt. */
    @Override
    public void close() {
        if (daemon != null) {
            kill();
        }
        freezer.close();
        Commands.run("sh", "-c",
                "ip link del " + near + "; ip netns del " + name + "; userdel --force " + name + "; true");
    }
}
