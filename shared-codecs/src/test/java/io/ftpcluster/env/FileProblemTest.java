package io.ftpcluster.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK says when the file system refuses something, none of it with the JDK's names. */
class FileProblemTest {

    @TempDir
    private Path dir;

    @Test
    void realRefusalsAreSaidInWords() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "x");
        Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
        assertEquals("there is no such file or folder (" + dir.resolve("none") + ")",
                text(() -> Files.readString(dir.resolve("none"))));
        assertEquals("something else is there already (" + file + ")", text(() -> Files.createDirectories(file)));
        assertEquals("the folder isn't empty (" + dir + ")", text(() -> Files.delete(dir)));
        assertTrue(text(() -> Files.readString(file.resolve("below"))).startsWith("not a directory"));
        assertTrue(text(() -> Files.readString(loop)).startsWith("too many levels of symbolic links"));
        assertEquals("is a directory", text(() -> Files.readAllBytes(dir)));
        assertTrue(text(() -> Files.createFile(dir.resolve("x".repeat(300)))).startsWith("file name too long"));
    }

    @Test
    void othersToo() {
        assertEquals("permission denied for the user " + System.getProperty("user.name") + " (/data)",
                FileProblem.text(new AccessDeniedException("/data")));
        assertEquals("no space left on device (/data/x)",
                FileProblem.text(new FileSystemException("/data/x", null, "No space left on device")));
        assertEquals("the system gives no reason", FileProblem.text(new IOException()));
    }

    private static String text(Executable refused) {
        return FileProblem.text(assertThrows(IOException.class, refused));
    }
}
