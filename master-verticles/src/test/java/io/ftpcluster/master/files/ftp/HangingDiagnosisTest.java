package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.testing.ScriptedFtp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the test of a server says about servers that hang. */
class HangingDiagnosisTest extends DiagnosedServer {

    /** Not so soon that a step which only waits for its turn on a busy machine looks as if the server hung. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static Diagnosed impatient(RemoteLogin login) {
        return Diagnosed.of(login, EnumSet.allOf(Right.class),
                new Config.Ftp(SOON, SOON, SOON, SOON, Duration.ofSeconds(60), 2), Harness.TRUST, Diagnosed.MINUTE);
    }

    /** Side by side, as each takes its time. */
    @Test
    void namesTheStepWhereTheServerHangs() throws Exception {
        Map<String, Name> steps = new HashMap<>(Map.of("GREETING", Name.GREETING, "USER", Name.LOGIN, "PASS",
                Name.LOGIN, "FEAT", Name.FEATURES, "PWD", Name.FEATURES, "EPSV", Name.PASSIVE, "LIST", Name.LISTING));
        steps.putAll(Map.of("STOR", Name.UPLOAD, "RNTO", Name.UPLOAD, "RETR", Name.DOWNLOAD, "MDTM", Name.CLOCK, "NOOP",
                Name.REUSE, "PASV", Name.OTHER_CLIENTS));
        List<Future<Diagnosed>> diagnosed = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            steps.forEach((verb, name) -> diagnosed.add(threads.submit(() -> {
                try (ScriptedFtp hanging = behaving(new ScriptedFtp()).hangs(verb)) {
                    return impatient(login(hanging)).fails(name, "No answer in time");
                }
            })));
        }
        for (Future<Diagnosed> one : diagnosed) {
            one.get();
        }
    }

    /** The first session hangs with the file half made; a second one cleans up. */
    @Test
    void cleansUpWithAnotherSession() {
        server.on("STOR", (client, path) -> {
            disk.add(path);
            server.awaitClose();
        });
        impatient(login()).fails(Name.UPLOAD, "No answer in time").has(Name.DELETE, Outcome.OK, "deleted");
        assertEquals(Set.of(), disk);
        assertEquals(2, server.connections());
    }

    @Test
    void namesALeftoverThatNoSessionReaches() {
        server.on("STOR", (client, path) -> {
            disk.add(path);
            server.answers("GREETING", "421 closing");
            server.awaitClose();
        });
        Diagnosed diagnosed = impatient(login()).has(Name.UPLOAD, Outcome.FAILED).has(Name.DELETE, Outcome.FAILED);
        String left = disk.iterator().next();
        diagnosed.has(Name.DELETE, Outcome.FAILED, left);
    }

    @Test
    void endsWhenItsTimeIsUp() {
        server.on("LIST", (client, argument) -> server.awaitClose());
        Diagnosed.of(login(), EnumSet.allOf(Right.class), Harness.LIMITS, Harness.TRUST, SOON)
                .fails(Name.LISTING, "time for the whole test was up");
    }
}
