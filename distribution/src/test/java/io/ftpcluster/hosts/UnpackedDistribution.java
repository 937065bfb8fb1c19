package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.BootedHost.Result;
import io.ftpcluster.testing.BootedHost;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bare machine with the archive and what is in it, in root's home. */
abstract class UnpackedDistribution {

    static final String SETUP = "/root/ftpcluster-*SNAPSHOT/scripts/setup_master.sh";
    static final Pattern PASSWORD = Pattern.compile("(?m)^Admin password: (\\S+)$");

    BootedHost host;

    /** What is unpacked. */
    Archive archive() throws IOException {
        return Archive.built();
    }

    @BeforeEach
    void unpack() throws Exception {
        host = BootedHost.up("master");
        host.write("/root/ftpcluster.tar.gz", archive().content());
        host.shell("cd /root && tar xzf ftpcluster.tar.gz");
    }

    @AfterEach
    void delete() {
        host.close();
    }

    /** Returns what it said. */
    String setUp() {
        Result result = host.attempt(SETUP);
        assertEquals(0, result.code(), result.output());
        return result.output();
    }

    static String password(String said) {
        Matcher password = PASSWORD.matcher(said);
        assertTrue(password.find(), said);
        return password.group(1);
    }

    boolean logsIn(String username, String password) {
        return host.is("curl -fsS -o /dev/null -u " + username + ":" + password + " http://127.0.0.1:8080/me");
    }
}
