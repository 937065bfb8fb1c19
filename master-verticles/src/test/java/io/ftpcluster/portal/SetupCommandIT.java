package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.Commands;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line that is pasted on a server, as a real curl takes it from a portal whose certificate no CA has signed. */
class SetupCommandIT {

    @TempDir
    private Path folder;

    @Test
    void itsPinIsTheCertificatesAndNoOtherIsTaken() throws Exception {
        try (Deployment portal = HttpPortals.secure(folder, "portal", new Config.Edge(List.of(), Duration.ZERO))) {
            String login = "admin:" + HttpPortals.PASSWORD;
            JsonObject issued = new JsonObject(Commands.run("curl", "-ksS", "-u", login, "-H",
                    "Accept: application/json", "--data", "alias=alpha&host=127.0.0.1", portal.url() + "/servers"))
                    .getJsonObject("enrolment");
            String command = issued.getString("command");
            assertTrue(command.startsWith("curl -fsS -k --pinnedpubkey 'sha256//"), command);
            // Without -f, as this build may have no agent to send, and then says so.
            String line = command.replace(" | sudo sh", "").replace("-fsS", "-sS");
            String text = Commands.run("bash", "-c", line);
            assertTrue(text.startsWith("#!/bin/sh\n") || text.startsWith("ftpcluster-setup: this portal has no "),
                    text);
            Process refused = new ProcessBuilder("bash", "-c", line.replaceFirst("sha256//.", "sha256//_"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(refused.waitFor(30, TimeUnit.SECONDS));
            assertEquals(90, refused.exitValue(), said);
        }
    }
}
