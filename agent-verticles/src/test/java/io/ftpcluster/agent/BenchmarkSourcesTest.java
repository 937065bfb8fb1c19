package io.ftpcluster.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's program that uses the agent's classes is compiled when it is run, which no build would notice. */
class BenchmarkSourcesTest {

    private static final Path SOURCE = Path.of("..", "bench", "load", "Reconnects.java");

    @Test
    void fitTheAgent(@TempDir Path classes) throws Exception {
        assertTrue(Files.exists(SOURCE), SOURCE.toAbsolutePath()::toString);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler
                    .getTask(said, files, null,
                            List.of("-proc:none", "-d", classes.toString(), "-cp",
                                    System.getProperty("java.class.path")),
                            null, files.getJavaFileObjects(SOURCE))
                    .call();
            assertEquals("", said.toString());
            assertTrue(compiled);
        }
    }
}
