package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.AgentBuild;
import io.ftpcluster.testing.BootedHost;
import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent updates itself from the portal, under systemd. */
class UpdatesOnHosts {

    private static final String OLD = "0.0.1";
    private static final String NEW = "0.0.2";
    private static final String BIG = "/home/anna/big";
    private static final int MEGABYTES = 64;

    @TempDir
    Path directory;

    private BootedHost host;
    private HostPortal portal;
    private Path archives;

    @BeforeEach
    void start() throws Exception {
        host = BootedHost.up("one");
        archives = Files.createDirectory(directory.resolve("archives"));
        Path built = Path.of(System.getProperty("ftpcluster.root"), "master-verticles/target/agent");
        try (Stream<Path> runtimes = Files.list(built)) {
            for (Path runtime : runtimes.filter(file -> file.getFileName().toString().startsWith("runtime-"))
                    .toList()) {
                Files.copy(runtime, archives.resolve(runtime.getFileName()));
            }
        }
        offer(OLD, false);
        portal = new HostPortal(directory.resolve("data"), Map.of("FTPCLUSTER_AGENT_ARCHIVES", archives.toString(),
                "FTPCLUSTER_AGENT_UPDATE_SETTLE_SECONDS", "1", "FTPCLUSTER_AGENT_UPDATES", "manual"));
        portal.register(host);
        host.shell(portal.command(host).replace("| sudo sh", "| sh"));
        portal.awaitGreen(host);
    }

    @AfterEach
    void stop() {
        portal.close();
        host.close();
    }

    /** What the portal has for servers from now on. */
    private void offer(String version, boolean broken) throws Exception {
        Path folder = AgentBuild.folder(directory.resolve("built-" + version), version);
        if (broken) {
            AgentBuild.breakIt(folder);
        }
        Path packed = AgentBuild.pack(folder, directory.resolve("packed-" + version).resolve("agent.tar.gz"));
        Files.move(packed, archives.resolve("ftpcluster-agent.tar.gz"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String begin() throws Exception {
        Answer begun = portal.asAdmin("POST", "/agents/rollouts", new JsonObject());
        assertEquals(202, begun.status(), begun::text);
        return begun.json().getString("id");
    }

    private JsonObject await(String rollout, Predicate<JsonObject> wanted) throws Exception {
        return HostPortal.await(() -> portal.asAdmin("GET", "/agents/rollouts/" + rollout, null).json(), wanted);
    }

    private JsonObject awaitEnd(String rollout) throws Exception {
        return await(rollout, seen -> !"running".equals(seen.getString("state")));
    }

    private String current() {
        return host.shell("readlink /opt/ftpcluster-agent/current");
    }

    @Test
    void anUpdateWhileAFileMoves() throws Exception {
        portal.assertServes("anna", host);
        host.shell("head -c " + MEGABYTES + "M /dev/urandom >" + BIG + " && chown --reference=/home/anna/hello.txt "
                + BIG);
        CompletableFuture<byte[]> download = portal.slowDownload("anna", host, "big");
        offer(NEW, false);
        JsonObject done = awaitEnd(begin());
        assertEquals("succeeded", done.getString("state"), done::encode);
        assertFalse(download.isDone(), "the file is still on its way");
        portal.goOn();
        assertEquals((long) MEGABYTES << 20, download.get().length);
        assertTrue(host.is("systemctl is-active --quiet ftpcluster-agent"));
        // The set-up names folders by the portal's version, the update by the agent's.
        assertTrue(current().startsWith(NEW + "-"), current());
        assertFalse(host.is("test -e /opt/ftpcluster-agent/update/trial"));
        portal.assertServes("bert", host);
    }

    @Test
    void aBrokenUpdate() throws Exception {
        String before = current();
        offer(NEW, true);
        JsonObject stopped = awaitEnd(begin());
        assertEquals("failed", stopped.getString("state"), stopped::encode);
        assertTrue(stopped.encode().contains("it ended with exit code 7"), stopped::encode);
        assertEquals(before, current());
        portal.awaitGreen(host);
        portal.assertServes("anna", host);
        assertTrue(host.is("systemctl is-active --quiet ftpcluster-agent"));
    }

    /** Its power goes while the new one is on trial. */
    @Test
    void theMachineLosesItsPowerInAnUpdate() throws Exception {
        offer(NEW, false);
        String rollout = begin();
        await(rollout, seen -> !List.of().equals(seen.getJsonArray("servers").getList())
                && !"pending".equals(seen.getJsonArray("servers").getJsonObject(0).getString("state")));
        host.crash();
        host.bootAgain();
        awaitEnd(rollout);
        portal.awaitGreen(host);
        assertTrue(host.is("systemctl is-active --quiet ftpcluster-agent"));
        portal.assertServes("anna", host);
    }

    @Test
    void removalLeavesNothingOfIt() throws Exception {
        offer(NEW, false);
        awaitEnd(begin());
        JsonObject removed = portal.awaitEnd(portal.begin(host, JoiningOnHosts.rootsKey(), "deprovision"));
        assertEquals("succeeded", removed.getString("state"), removed::encode);
        assertFalse(host.is(
                "ls /opt/ftpcluster-agent /etc/ftpcluster/pubkey_master.pub /etc/ftpcluster/agent.env 2>/dev/null | grep ."));
    }
}
