package io.ftpcluster.agent.datalink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.account.AccountsRig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed in the middle, and clients that hold one up. */
@Timeout(120)
class DatalinkProcessIT {

    @TempDir
    Path folder;
    private DatalinkRig rig;
    private Process process;
    private int port;

    @BeforeEach
    void makeRig() throws Exception {
        rig = new DatalinkRig(folder);
    }

    /** @param seconds within which a request must have come */
    private void start(int seconds) throws Exception {
        process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-Dsun.net.httpserver.maxReqTime=" + seconds, "-Dsun.net.httpserver.timerMillis=100",
                "-Dsun.net.httpserver.idleInterval=1", "-cp", System.getProperty("java.class.path"),
                DatalinkProgram.class.getName(), rig.accounts.programs.toString(), rig.accounts.group,
                rig.accounts.root.toString(), rig.state.toString()).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        port = Integer.parseInt(
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
    }

    @AfterEach
    void close() throws Exception {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        rig.close();
    }

    private String json(String more) {
        return "{\"username\":\"" + rig.anna + "\"," + more + "}";
    }

    private CompletableFuture<Integer> post(String path, String more) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return rig.post(port, path, "application/json", json(more)).status();
            } catch (Exception e) {
                return 0;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"before-useradd,/create_user", "after-useradd,/create_user", "before-chpasswd,/create_user",
            "after-chpasswd,/create_user", "before-userdel,/delete_user", "after-userdel,/delete_user"})
    void whatWasBegunIsFoundAgain(String where, String path) throws Exception {
        start(60);
        boolean deleting = path.equals("/delete_user");
        String password = "\"password\":\"" + DatalinkRig.PASSWORD + "\"";
        if (deleting) {
            assertEquals(201, post("/create_user", password).join());
        }
        Path hold = Files.createFile(rig.accounts.programs.resolve(where));
        CompletableFuture<Integer> asked = post(path, deleting ? "\"files\":\"remove\"" : password);
        ProcessHandle held = rig.accounts.awaitHeld();
        assertTrue(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS));
        held.destroyForcibly();
        asked.join();
        Files.delete(hold);

        rig.start();
        if (deleting) {
            // Nobody has to ask again.
            AccountsRig.await("it is gone", () -> rig.datalink.journal().frame().names().isEmpty());
            assertNull(AccountsRig.fields("passwd", rig.anna));
            assertEquals(List.of(), rig.accounts.left());
            rig.created(rig.anna);
        } else {
            assertEquals(201, rig.create(rig.anna, "another passphrase").status());
            assertTrue(DatalinkRig.takes(rig.anna, "another passphrase"));
            assertEquals("create_user " + rig.anna + " begun, and the agent ended before it was known to be done",
                    rig.told().get(0));
        }
        rig.accounts.assertHome(rig.anna);
    }

    @Test
    void slowClientsAreEndedAndHoldUpNobody() throws Exception {
        start(3);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                // Nothing, half a handshake, half a request, half a body.
                slow.add(new Socket(InetAddress.getLoopbackAddress(), port));
                Socket half = new Socket(InetAddress.getLoopbackAddress(), port);
                half.getOutputStream().write(new byte[]{22, 3, 1, 2});
                slow.add(half);
                slow.add(secured("POST /create_user HTTP/1.1\r\nHost: a\r\nAuth"));
                slow.add(secured("POST /create_user HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + DatalinkRig.TOKEN
                        + "\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{"));
            }
        } catch (IOException full) {
            assertTrue(slow.size() >= 20, "there is room for some");
        }
        try {
            for (Socket each : slow) {
                each.setSoTimeout(30_000);
                assertTrue(isEnded(each));
            }
            assertEquals(201, post("/create_user", "\"password\":\"" + DatalinkRig.PASSWORD + "\"").join());
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    private Socket secured(String text) throws Exception {
        SSLSocket socket = (SSLSocket) rig.trust().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean isEnded(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // What it says before it ends.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
