package io.ftpcluster.master.http.files.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.RemotePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FtpPathTest {

    @Test
    void namesUserServerAndPath() {
        FtpPath path = FtpPath.parse("/ftp/ann/box/a%20b/%C3%BC%23%25%3F%22.txt");
        assertEquals(new FtpPath("ann", "box", new RemotePath(List.of("a b", "ü#%?\".txt")), false), path);
    }

    @Test
    void aSlashAtTheEndMeansFolder() {
        assertEquals(new FtpPath("ann", null, RemotePath.TOP, false), FtpPath.parse("/ftp/ann"));
        assertEquals(new FtpPath("ann", null, RemotePath.TOP, true), FtpPath.parse("/ftp/ann/"));
        assertEquals(new FtpPath("ann", "box", RemotePath.TOP, false), FtpPath.parse("/ftp/ann/box"));
        assertEquals(new FtpPath("ann", "box", RemotePath.TOP, true), FtpPath.parse("/ftp/ann/box/"));
        assertEquals(new FtpPath("ann", "box", new RemotePath(List.of("d")), true), FtpPath.parse("/ftp/ann/box/d/"));
    }

    @Test
    void emptyAndDotSegmentsBelowTheServerVanish() {
        assertEquals(new RemotePath(List.of("a", "b")), FtpPath.parse("/ftp/ann/box//a///b").path());
        assertEquals(FtpPath.parse("/ftp/ann/box/a:b"), FtpPath.parse("/ftp/ann/box/./a:b"));
        assertEquals(FtpPath.parse("/ftp/ann/box/a/"), FtpPath.parse("/ftp/ann/box/a/."));
    }

    @Test
    void bytesThatWereNotEncodedAreUtf8() {
        assertEquals("ü", FtpPath.parse("/ftp/ann/box/\u00C3\u00BC").path().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "caf%E9.txt", "%C3", "%C0%AF", "%ED%A0%80", "%ED%B3%BF", "%F0%9F%92%80%FF",
            "%C0%B4%D7%D4", "a%80%3A%EF%BF%BD%F4%90%80%80"})
    void bytesThatAreNotUtf8ComeBackAsTheyWere(String name) {
        FtpPath path = FtpPath.parse("/ftp/ann/box/" + name + "/");
        assertEquals("/ftp/ann/box/" + name + "/", path.href());
        assertEquals(path, FtpPath.parse(path.href()));
    }

    @Test
    void plusIsNoSpace() {
        assertEquals("a+b", FtpPath.parse("/ftp/ann/box/a+b").path().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ftp/ann/box/%", "/ftp/ann/box/%4", "/ftp/ann/box/%zz", "/ftp/ann%FF/box/",
            "/ftp/ann/box%C3/", "/ftp/ann/box/%C0%AE%C0%AE/x", "/ftp/ann/box/..%C0%AF..", "/ftp/ann/box/..",
            "/ftp/ann/box/%2e%2E/x", "/ftp/ann/box/%2e/x", "/ftp/ann/box/../x", "/ftp/ann/box/a%2Fb",
            "/ftp/ann/box/%00", "/ftp/ann/box/a%0D%0ADELE", "/ftp/ann%0A/box/", "/ftp/ann/bo%2Fx/", "/ftp/",
            "/ftp//box/", "/ftp/ann//x", "//ftp/ann/", "/x/../ftp/ann/", "/ftp/ann/box/\u4E2D"})
    void refusesWhatCouldMeanSomethingElse(String raw) {
        FailureException refused = assertThrows(FailureException.class, () -> FtpPath.parse(raw));
        assertEquals(FailureCode.INVALID, refused.failure().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.txt", "a b", "#1", "100%", "what?", "\"quoted\"", "it's", "c:d", "a&b=c;d", "ü",
            "日本語", "😀.png", "-x", "~x", "a\\b", "%2F", "+", "<b>", "\u202Etxt.exe"})
    void hrefsComeBackAsTheyWere(String name) {
        FtpPath path = new FtpPath("ann", "box", new RemotePath(List.of(name, name)), false);
        assertEquals(path, FtpPath.parse(path.href()));
        assertEquals(path.asFolder(), FtpPath.parse(path.asFolder().href()));
        assertEquals("", path.href().replaceAll("[A-Za-z0-9._~/-]|%[0-9A-F]{2}", ""));
    }

    @Test
    void climbsToTheFolderOfServers() {
        FtpPath path = FtpPath.parse("/ftp/ann/box/a/b/");
        assertEquals("/ftp/ann/box/a/", path.parent().href());
        assertEquals("/ftp/ann/", path.parent().parent().parent().href());
        assertNull(path.parent().parent().parent().parent());
    }
}
