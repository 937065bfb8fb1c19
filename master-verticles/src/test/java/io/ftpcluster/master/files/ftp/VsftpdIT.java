package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Vsftpd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract with the real vsftpd and its defaults: no MLSD, and TLS sessions must be reused. */
class VsftpdIT {

    @Nested
    class Plain extends OnVsftpd {
        Plain() {
            super(directory -> new Vsftpd(directory, FtpSecurity.NONE));
        }

        /** A refusal takes PAM seconds, in which the password may be replaced again. */
        @Test
        void looksAgainForAPasswordAfterEachRefusal() throws Exception {
            Files.writeString(home().resolve("replaced"), "hello");
            RemoteLogin known = login();
            List<List<Secret>> found = new ArrayList<>(
                    List.of(List.of(new Secret("second")), List.of(new Secret("second"), known.password())));
            RemoteLogin late = new RemoteLogin(known.server(), known.username(), new Secret("first"), null, null,
                    found::removeFirst);
            try (Harness harness = new Harness(Harness.LIMITS)) {
                assertEquals(5, harness.read(late, "/replaced").length);
            }
            assertTrue(found.isEmpty());
        }
    }

    /** The same with a reader whose socket the kernel may write to. */
    @Nested
    class PlainThroughTheKernel extends OnVsftpd {
        PlainThroughTheKernel() {
            super(directory -> new Vsftpd(directory, FtpSecurity.NONE));
        }

        @Override
        boolean throughTheKernel() {
            return true;
        }

        @Test
        void takesTheShortcutForLargeFilesOnly() throws Exception {
            write("shortcut/large", 3_000_000);
            write("shortcut/small", 100_000);

            harness.read(login(), "/shortcut/small");
            assertEquals(0, harness.passed());
            harness.read(login(), "/shortcut/large");
            assertTrue(harness.passed() > 2_500_000, harness.passed() + " bytes");
        }
    }

    @Nested
    class Explicit extends OnVsftpd {
        Explicit() {
            super(directory -> new Vsftpd(directory, FtpSecurity.EXPLICIT));
        }

        /** Once over TLS as well. */
        @Override
        int large() {
            return 20_000_000;
        }
    }

    /** Sessions are resumed by id here, not by ticket. */
    @Nested
    class ExplicitWithTls12 extends OnVsftpd {
        ExplicitWithTls12() {
            super(directory -> Vsftpd.withOldTls(directory, FtpSecurity.EXPLICIT));
        }
    }

    @Nested
    class Implicit extends OnVsftpd {
        Implicit() {
            super(directory -> new Vsftpd(directory, FtpSecurity.IMPLICIT));
        }
    }

    abstract static class OnVsftpd extends OnDaemon {

        OnVsftpd(Start start) {
            super(start);
        }

        @Test
        void saysWhenAccessIsDenied() throws Exception {
            Path secret = Files.writeString(home().resolve("secret"), "x");
            Path closed = Files.createDirectories(home().resolve("closed"));
            Commands.run("chown", "root", secret.toString(), closed.toString());
            Commands.run("chmod", "600", secret.toString());
            Commands.run("chmod", "700", closed.toString());
            try (Harness harness = new Harness(Harness.LIMITS)) {
                Failure failure = Harness.failure(FailureCode.FORBIDDEN, () -> harness.read(login(), "/secret"));
                assertTrue(failure.detail().contains("550 "), failure.detail());
                Harness.failure(FailureCode.NOT_FOUND, () -> harness.list(login(), RemotePath.parse("/closed")));
            }
        }

        @Test
        void goesOnAfterTheServerRestarted() throws Exception {
            Files.writeString(home().resolve("restart"), "still here");
            try (Harness harness = new Harness(Harness.LIMITS)) {
                assertEquals(10, harness.read(login(), "/restart").length);
                daemon().stop();
                daemon().start();
                assertEquals(10, harness.read(login(), "/restart").length);
                assertEquals(1, harness.files.sessions(login()));
            }
        }
    }
}
