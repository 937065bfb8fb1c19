package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.ScriptedFtp;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Data connections whose TLS ends, or does not end, in order. */
class TlsTrapsTest {

    private static final String LINE = "-rw-r--r-- 1 a b 5 Jan 02 2024 first\r\n";

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final Harness harness = bed.harness(Harness.LIMITS);
    private ScriptedFtp server;
    private RemoteLogin login;

    @BeforeEach
    void secure(@TempDir Path directory) {
        server = bed.securedBy(Certificate.create(directory));
        login = bed.login();
    }

    @Test
    void refusesAnotherCertificateOnTheDataConnection(@TempDir Path directory) {
        Certificate other = Certificate.create(directory);
        server.secureDataWith(other.serverContext())
                .on("LIST", (client, argument) -> client.transfer(LINE, "226 done"));
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.list(login, RemotePath.TOP));
        assertTrue(failure.detail().contains("not the one whose fingerprint is configured"), failure.detail());
        // Which it is, and that one may trust it, is for admins; the test of the server tells them.
        assertFalse(failure.detail().contains(other.fingerprint()), failure.detail());
        assertFalse(failure.detail().contains("tls_fingerprint"), failure.detail());
    }

    @Test
    void takesAListingThatEndsInOrder() {
        server.on("LIST", (client, argument) -> client.transfer(LINE, "226 done"));
        Files.Listing listing = harness.list(login, RemotePath.TOP);
        assertEquals(1, listing.entries().size());
        assertNull(listing.incomplete());
    }

    @Test
    void saysWhenAListingMayHaveBeenCut() {
        server.on("LIST", (client, argument) -> client.transferWithoutGoodbye(LINE, "226 done"));
        Files.Listing listing = harness.list(login, RemotePath.TOP);
        assertEquals(1, listing.entries().size());
        assertTrue(listing.incomplete().contains("entries may be missing"), listing.incomplete());
    }

    @Test
    void takesAFileOfKnownLengthThoughTlsDoesNotEndInOrder() throws Exception {
        server.on("RETR", (client, argument) -> client.transferWithoutGoodbye("0123456789", "226 done"));
        assertEquals(10, harness.read(login, "/file").length);
    }

    @Test
    void failsWhenAFileOfUnknownLengthMayHaveBeenCut() throws Exception {
        server.answers("SIZE", "502 no")
                .answers("MDTM", "502 no")
                .answers("CWD", "550 no")
                .on("CWD", (client, argument) -> client.say(argument.endsWith("link") ? "550 no" : "250 there"))
                .on("LIST",
                        (client, argument) -> client.transfer("lrwxrwxrwx 1 a b 5 Jan 02 2024 link -> x\r\n",
                                "226 done"))
                .on("RETR", (client, argument) -> client.transfer("0123456789", "226 done"));
        assertEquals(10, harness.read(login, "/link").length);
        server.on("RETR", (client, argument) -> client.transferWithoutGoodbye("01234", "226 done"));
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.read(login, "/link"));
        assertTrue(failure.detail().contains("bytes may be missing"), failure.detail());
    }
}
