package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePathTest {

    @Test
    void keepsOddNames() {
        RemotePath path = RemotePath.parse("/a b/c#d/100%/what?/\"q\"/\\back/日本");
        assertEquals(List.of("a b", "c#d", "100%", "what?", "\"q\"", "\\back", "日本"), path.segments());
        assertEquals("日本", path.name());
        assertEquals("/a b", RemotePath.parse("/a b/c").parent().text());
    }

    @Test
    void emptySegmentsVanish() {
        assertEquals("/a/b", RemotePath.parse("//a///b/").text());
        assertTrue(RemotePath.parse("/").isTop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a\nb", "a\rb", "a\0b", "a/b", "", "~", "..\\x", "x\\..\\y", "a\\~", "~\\..",
            ".. ", "..\t", " ..", "a\\.. \\b", ". ", "~ ", "\uDCC0\uDCAE\uDCC0\uDCAE", "\uDCC0\uDCAE.",
            "x\uDCC0\uDCAF\uDCE0\uDC80\uDCAE\uDCC0\uDCAE\uDCC0\uDCAFy", "x\uDCC1\uDC9C..", "\uDCC1\uDCBE"})
    void refusesSegmentsThatClimbOrInject(String segment) {
        FailureException refused = assertThrows(FailureException.class, () -> RemotePath.TOP.child(segment));
        assertEquals(FailureCode.INVALID, refused.failure().code());
        assertFalse(RemotePath.isSafeName(segment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "..a", "a..", ".a", "~ann", "a~", "a\\b", "\\", "C:", "a:b", "a ", " a",
            "x\uDCC0\uDCAFy", "caf\uDCE9"})
    void takesNamesThatOnlyLookAlike(String segment) {
        assertEquals(segment, RemotePath.TOP.child(segment).name());
        assertTrue(RemotePath.isSafeName(segment));
    }

    @Test
    void refusesRootsThatClimb() {
        for (String root : List.of("/a/../b", "/a/~", "/a/..\\b", "/.. /x")) {
            assertThrows(FailureException.class, () -> RemotePath.root("root", root));
        }
    }

    @Test
    void refusesPathsWithoutEnd() {
        assertThrows(FailureException.class, () -> RemotePath.parse("/a".repeat(5000)));
    }
}
