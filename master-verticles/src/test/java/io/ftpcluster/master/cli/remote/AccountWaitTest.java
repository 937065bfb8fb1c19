package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Until when a change of an account is waited for. */
@Timeout(60)
class AccountWaitTest {

    private static final String FIRST_PAGE = "GET /servers/alpha/accounts?limit=1000";

    @TempDir
    private Path dir;
    private ScriptedPortal portal;
    private RemoteCli cli;

    @BeforeEach
    void start() throws IOException {
        portal = ScriptedPortal.plain();
        cli = new RemoteCli(portal.url(), "admin", "geheim", dir);
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    private static String account(String name, String state, int generation, int observed) {
        return "{\"name\":\"" + name + "\",\"username\":\"anna\",\"permission_id\":\"p1\",\"state\":\"" + state
                + "\",\"detail\":\"because\",\"generation\":" + generation + ",\"observed_generation\":" + observed
                + "}";
    }

    private static String page(boolean more, String... accounts) {
        return "{\"accounts\":[" + String.join(",", accounts) + "],\"more\":" + more + ",\"unknown\":[]}";
    }

    /** The state may be that of the generation before. */
    @Test
    void aChangeIsOverWhenTheServerHasItsGeneration() {
        portal.says("POST /servers/alpha/accounts/anna/rotate", 202, account("anna", "working", 3, 2))
                .says(FIRST_PAGE, 200, page(false, account("anna", "working", 3, 2)),
                        page(false, account("anna", "making", 3, 3)), page(false, account("anna", "working", 3, 3)));
        Result rotated = cli.run("server", "account", "rotate", "alpha", "anna", "--wait");
        assertEquals(0, rotated.code(), rotated.errors());
        assertEquals("anna on alpha: working.\n", rotated.errors());
        assertEquals(4, portal.asked().size(), portal.asked().toString());
    }

    @Test
    void whatFailedThereFailsTheCommand() {
        portal.says("POST /permissions", 201, "{\"id\":\"p1\",\"ftp_username\":\"anna\"}")
                .says(FIRST_PAGE, 200, page(true, account("ada", "working", 1, 1).replace("p1", "p0")))
                .says(FIRST_PAGE + "&after=ada", 200, page(false, account("anna", "failed", 1, 0)));
        Result added = cli.run("permission", "add", "anna", "alpha", "--wait");
        assertEquals(1, added.code(), added.out());
        assertEquals("anna may use alpha as anna.\n", added.out());
        assertEquals("ftpcluster: anna on alpha failed: because\n", added.errors());
    }

    @Test
    void theListGoesOnToItsEnd() {
        portal.says(FIRST_PAGE, 200, page(true, account("ada", "working", 1, 1)))
                .says(FIRST_PAGE + "&after=ada", 200,
                        page(false, account("bea", "locked", 1, 1)).replace("[]", "[\"eve\"]"));
        Result list = cli.run("server", "account", "list", "alpha");
        assertTrue(list.out().contains("\nada ") && list.out().contains("\nbea "), list.out());
        assertEquals("In the portal's group on the server, but none of the portal's: eve\n", list.errors());
    }
}
