package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.FtpDaemon;
import io.ftpcluster.testing.Proftpd;
import io.ftpcluster.testing.PureFtpd;
import io.ftpcluster.testing.Pyftpdlib;
import io.ftpcluster.testing.Vsftpd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real servers whose disk is full, or has room and no inode left. The disk is a small one in memory. */
class FullDiskIT {

    private static final byte[] TOO_MUCH = new byte[2 << 20];

    @TempDir
    private Path directory;
    private Path disk;
    private FtpDaemon daemon;
    private Harness harness;

    static Stream<Arguments> daemons() {
        return Stream.of(daemon("vsftpd", directory -> new Vsftpd(directory, FtpSecurity.NONE), false),
                daemon("ProFTPD", directory -> new Proftpd(directory, FtpSecurity.NONE), true),
                daemon("Pure-FTPd", directory -> new PureFtpd(directory, FtpSecurity.NONE), true),
                daemon("pyftpdlib", directory -> new Pyftpdlib(directory, FtpSecurity.NONE), true));
    }

    /** @param telling whether the server says why it can't make something */
    private static Arguments daemon(String name, OnDaemon.Start start, boolean telling) {
        return Arguments.argumentSet(name, start, telling);
    }

    private RemoteLogin start(OnDaemon.Start start, String limits) throws IOException, InterruptedException {
        daemon = start.in(directory);
        harness = new Harness(Harness.TWO_SESSIONS);
        Path small = Files.createDirectories(daemon.home().resolve("small"));
        int status = new ProcessBuilder("mount", "-t", "tmpfs", "-o", limits + ",mode=777", "tmpfs", small.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mount.out").toFile())
                .start()
                .waitFor();
        assumeTrue(status == 0, "this machine lets nobody mount anything");
        disk = small;
        return Harness.login("127.0.0.1", daemon.port(), FtpSecurity.NONE, null, daemon.user(), daemon.password(),
                daemon.shownHome() + "/small");
    }

    @AfterEach
    void stop() {
        if (harness != null) {
            harness.close();
        }
        if (daemon != null) {
            daemon.close();
        }
        if (disk != null) {
            Commands.run("umount", "--lazy", disk.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("daemons")
    void aFullDiskIsToldFromMissingRights(OnDaemon.Start start, boolean telling) throws Exception {
        RemoteLogin login = start(start, "size=256k");
        // Of it pyftpdlib says nothing but that the transfer was aborted.
        boolean silent = daemon instanceof Pyftpdlib;
        Failure failure = Harness.failure(silent ? FailureCode.BACKEND_FAILED : FailureCode.INSUFFICIENT_STORAGE,
                () -> harness.put(login, "/large", ConflictPolicy.REPLACE, 0, TOO_MUCH));
        assertTrue(failure.detail().contains(silent ? "log and disk" : "no room"), failure.detail());
        try (Stream<Path> left = Files.list(disk)) {
            assertEquals(0, left.count());
        }
        assertTrue(harness.put(login, "/little", ConflictPolicy.REPLACE, 0, new byte[10]));
    }

    @ParameterizedTest
    @MethodSource("daemons")
    void soIsADiskWithoutInodes(OnDaemon.Start start, boolean telling) throws Exception {
        RemoteLogin login = start(start, "size=1m,nr_inodes=3");
        harness.files.makeFolder(login, RemotePath.parse("/one"));
        harness.files.makeFolder(login, RemotePath.parse("/two"));
        FailureCode code = telling ? FailureCode.INSUFFICIENT_STORAGE : FailureCode.FORBIDDEN;
        Failure upload = Harness.failure(code,
                () -> harness.put(login, "/file", ConflictPolicy.REPLACE, 0, new byte[1]));
        Failure folder = Harness.failure(code, () -> harness.files.makeFolder(login, RemotePath.parse("/three")));
        assertTrue(upload.detail().contains("inodes"), upload.detail());
        assertTrue(folder.detail().contains("inodes"), folder.detail());
        Diagnosed.of(login).fails(Name.UPLOAD, "inodes");
    }
}
