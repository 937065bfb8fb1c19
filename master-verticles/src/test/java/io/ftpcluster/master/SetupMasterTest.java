package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Checkout.Result;
import io.ftpcluster.testing.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code scripts/setup_master.sh} refuses before it looks at the machine. */
class SetupMasterTest {

    private static final Path SCRIPT = Checkout.REAL.resolve("scripts/setup_master.sh");

    @TempDir
    private Path folder;

    private Result setup(String... arguments) throws Exception {
        return new Checkout(folder).run(SCRIPT, arguments);
    }

    @ParameterizedTest
    @CsvSource({"--set,--set needs KEY=VALUE", "--set x,is no KEY=VALUE", "--set =x,is no KEY=VALUE",
            "--set SECRET_KEY=x,SECRET_KEY is a secret", "--set FTPCLUSTER_DATABASE_PASSWORD=x,is a secret",
            "--set FTPCLUSTER_DATA_DIR=/tmp,is /var/lib/ftpcluster", "--set FTPCLUSTER_ADMIN_PASSWORD=x,is a secret",
            "--set FTPCLUSTER_JAVA_OPTS=-Xmx1g,is no setting", "--settings,--settings needs a file",
            "--settings /nowhere,there is no file /nowhere", "--force,what is \"--force\"?", "one,what is \"one\"?"})
    void wrongUsageEndsWithTwoAndALine(String arguments, String said) throws Exception {
        Result result = setup(arguments.split(" "));
        assertEquals(2, result.exitCode(), result.output());
        String first = result.output().lines().findFirst().orElseThrow();
        assertTrue(first.startsWith("setup_master.sh: ") && first.contains(said), first);
    }

    @Test
    void aLineOfTheFileThatIsNoneIsRefusedWithoutBeingShown() throws Exception {
        Path file = Files.writeString(folder.resolve("settings"),
                "# a comment\n\nMASTER_URL=https://portal.example\nmy password\n");
        Result result = setup("--settings", file.toString());
        assertEquals(2, result.exitCode());
        assertTrue(result.output().startsWith("setup_master.sh: a line of " + file + " is no KEY=VALUE"),
                result.output());
        assertTrue(!result.output().contains("my password"), result.output());
    }

    @Test
    void itHelps() throws Exception {
        Result result = setup("--help");
        assertEquals(0, result.exitCode());
        assertTrue(result.output().startsWith("usage: setup_master.sh "), result.output());
    }
}
