package io.ftpcluster.master.files.ftp.reply;

import io.ftpcluster.master.files.RemoteLogin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What daemons' own words mean. */
class ReplyMeaningTest {

    private static ReplyMeaning of(FtpOperation step, String line, FtpSecurity security) {
        return ReplyMeaning.of(step, new Reply(Integer.parseInt(line.substring(0, 3)), List.of(line)), security,
                "/in/disk full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"530 Non-anonymous sessions must use encryption.",
            "550 SSL/TLS required on the control channel",
            "421 Sorry, cleartext sessions and weak ciphers are not accepted on this server.", "503 Use AUTH first.",
            "534 Policy requires SSL.", "530 This server does not allow plain FTP. You have to use FTP over TLS.",
            "530 You must use a secure connection", "530 Insecure sessions are disabled", "521 This command needs TLS",
            "530 Please use explicit FTP over TLS", "533 Encryption is mandatory",
            "530 Plain text logins not permitted"})
    void someWantTls(String line) {
        assertEquals(ReplyMeaning.NEEDS_TLS, of(FtpOperation.LOGIN, line, FtpSecurity.NONE));
        assertNull(of(FtpOperation.LIST, line.replaceFirst("...", "550"), FtpSecurity.NONE),
                "it may be the name of something");
        assertEquals(null, of(FtpOperation.OPEN, line, FtpSecurity.EXPLICIT), "it has it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"452 Error writing file", "552 Requested file action aborted",
            "451 Failure writing to local file.", "550 a.txt: No space left on device",
            "553 Can't open that file: No space left on device", "452 a.txt: Disk quota exceeded",
            "552 Transfer aborted. Quota exceeded", "550 There is not enough space on the disk.",
            "451 Insufficient disk space", "426 File system full", "451 Write error: ENOSPC", "550 Out of disk space",
            "550 You are over your quota", "552-Quota limit exceeded", "550 No free inodes",
            "552 Disk full - please upload later", "451 Insufficient storage",
            "451 Transfer aborted. Input/output error", "451-Error during write to file", "550 quota is full"})
    void someHaveNoRoom(String line) {
        assertEquals(ReplyMeaning.NO_SPACE, of(FtpOperation.UPLOAD, line, FtpSecurity.NONE));
        assertEquals(ReplyMeaning.NO_SPACE, of(FtpOperation.MAKE_FOLDER, line, FtpSecurity.EXPLICIT));
        assertEquals(FailureCode.INSUFFICIENT_STORAGE, ReplyMeaning.NO_SPACE.codeOr(FailureCode.FORBIDDEN));
        assertNull(of(FtpOperation.OPEN, line, FtpSecurity.EXPLICIT), "reading needs no room");
    }

    /** The path may be in the answer, and names are no reasons. */
    @ParameterizedTest
    @ValueSource(strings = {"550 /in/disk full: Permission denied", "550 disk full: No such file or directory",
            "553 Could not create file.", "550 Permission denied.", "451 Local error in processing",
            "426 Connection closed", "550 quota.txt: not allowed", "452 Permission denied"})
    void othersDoNotSaySo(String line) {
        assertNull(of(FtpOperation.UPLOAD, line, FtpSecurity.NONE));
    }

    @ParameterizedTest
    @CsvSource({"530 User cannot log in; home directory inaccessible.,NO_HOME",
            "500 OOPS: cannot change directory:/home/x,NO_HOME", "550 The home folder does not exist,NO_HOME",
            "500 OOPS: vsftpd: refusing to run with writable root inside chroot(),WRITABLE_ROOT",
            "421 There are too many connected users; please try later.,TOO_MANY",
            "530 Sorry; the maximum number of clients (5) from your host are already connected.,TOO_MANY",
            "421 5 users (the maximum) are already logged in; sorry,TOO_MANY", "530 Connection limit reached,TOO_MANY",
            "530 Account has been disabled,LOCKED", "530 Password has expired,LOCKED",
            "530 Your IP address is banned,NOT_FROM_HERE",
            "530 Connections from this host are not allowed,NOT_FROM_HERE"})
    void loginsFailForManyReasons(String line, ReplyMeaning meaning) {
        assertEquals(meaning, of(FtpOperation.LOGIN, line, FtpSecurity.EXPLICIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"530 Login incorrect.", "530 Not logged in, user or password incorrect!", "530 Sorry, no.",
            "430 Invalid username or password", "530 Login authentication failed", "530 User cannot log in."})
    void aWrongPasswordIsNoneOfThem(String line) {
        assertNull(of(FtpOperation.LOGIN, line, FtpSecurity.NONE));
    }

    /** A hostile text costs no time: this must not need longer than any other test. */
    @Test
    void longTextsAreReadQuickly() {
        String text = "530 " + "must need only use please exceeded ".repeat(3000);
        for (int i = 0; i < 200; i++) {
            assertNull(of(FtpOperation.OPEN, text, FtpSecurity.EXPLICIT));
            assertNull(ReplyMeaning.of(FtpOperation.UPLOAD, new Reply(530, List.of(text)), FtpSecurity.NONE, null));
        }
    }
}
