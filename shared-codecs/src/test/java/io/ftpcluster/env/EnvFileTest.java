package io.ftpcluster.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @TempDir
    Path temp;

    @Test
    void readsWhatSystemdReads() throws IOException {
        List<EnvFile.Entry> entries = read("""
                # comment
                ; comment

                PLAIN=a b#c
                  SPACED =  x\t
                SINGLE='a "b" \\ '
                DOUBLE="a 'b' \\"c\\" \\\\ "
                EMPTY=
                EQUALS=a=b=
                """);

        assertEquals(List.of(new EnvFile.Entry("PLAIN", "a b#c", 4), new EnvFile.Entry("SPACED", "x", 5),
                new EnvFile.Entry("SINGLE", "a \"b\" \\ ", 6), new EnvFile.Entry("DOUBLE", "a 'b' \"c\" \\ ", 7),
                new EnvFile.Entry("EMPTY", "", 8), new EnvFile.Entry("EQUALS", "a=b=", 9)), entries);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush", "=hush", "KEY=\"hush", "KEY='hush", "KEY=\"hush\" more", "KEY=hush\\\"\nKEY=hush"})
    void refusesWhatItCantReadWithoutShowingIt(String text) {
        String message = assertThrows(EnvFileException.class, () -> read(text)).getMessage();

        assertTrue(message.matches(".*file\\.env line [12]: .*"), message);
        assertFalse(message.contains("hush"), message);
    }

    @Test
    void aCommentBehindAValueIsNoPartOfIt() throws IOException {
        String message = assertThrows(EnvFileException.class, () -> read("HOST=192.0.2.1   # the inner one"))
                .getMessage();

        assertTrue(
                message.endsWith(
                        "line 1: a comment needs a line of its own; a value with a blank before # needs" + " quotes"),
                message);
        assertEquals(List.of(new EnvFile.Entry("PASSWORD", "a #b", 1)), read("PASSWORD='a #b'"));
    }

    @Test
    void aMissingFileIsNamed() {
        String message = assertThrows(EnvFileException.class, () -> EnvFile.read(temp.resolve("none"))).getMessage();

        assertTrue(message.contains(temp.resolve("none").toString()), message);
    }

    @Test
    void aFileThatIsNotTextIsNamed() throws IOException {
        Path file = Files.write(temp.resolve("binary"), new byte[]{(byte) 0xff, (byte) 0xfe});

        assertTrue(assertThrows(EnvFileException.class, () -> EnvFile.read(file)).getMessage().contains("UTF-8"));
    }

    private List<EnvFile.Entry> read(String text) throws IOException {
        return EnvFile.read(Files.writeString(temp.resolve("file.env"), text));
    }
}
