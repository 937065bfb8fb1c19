package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDispositionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"plain.txt | attachment; filename=\"plain.txt\"",
            "a b;c=d.txt | attachment; filename=\"a b;c=d.txt\"",
            "say \"hi\" | attachment; filename=\"say _hi_\"; filename*=UTF-8''say%20%22hi%22",
            "50%41.txt | attachment; filename=\"50_41.txt\"; filename*=UTF-8''50%2541.txt",
            "é€😀.txt | attachment; filename=\"___.txt\"; filename*=UTF-8''%C3%A9%E2%82%AC%F0%9F%98%80.txt",
            "it's(1)*.txt | attachment; filename=\"it's(1)*.txt\""})
    void namesTheFile(String name, String header) {
        assertEquals(header, ContentDisposition.attachment(name));
    }

    @ParameterizedTest
    @CsvSource({"'a\r\nSet-Cookie: x', a__Set-Cookie: x", "'..\\..\\x', .._.._x", "'a/b', a_b",
            "'a\u202Etxt.exe', a_txt.exe", "'a\u007Fb\u0000', a_b_"})
    void keepsTricksOut(String name, String safe) {
        assertEquals("attachment; filename=\"" + safe + '"', ContentDisposition.attachment(name));
    }
}
