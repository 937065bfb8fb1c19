package io.ftpcluster.agent.datalink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.account.AccountsRig;
import io.ftpcluster.agent.account.Hashes;
import io.ftpcluster.agent.datalink.DatalinkRig.Answer;
import io.ftpcluster.frames.DatalinkFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts of the real system, made and changed over real TLS. */
@Timeout(120)
class DatalinkIT {

    @TempDir
    Path folder;
    private DatalinkRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new DatalinkRig(folder);
        rig.startSoon();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void anAccountIsMadeChangedAndDeleted() throws Exception {
        rig.created(rig.anna);
        rig.accounts.assertHome(rig.anna);
        assertEquals("/usr/sbin/nologin", AccountsRig.fields("passwd", rig.anna)[6]);
        assertTrue(DatalinkRig.takes(rig.anna, DatalinkRig.PASSWORD));

        assertEquals(200, rig.changePassword(rig.anna, "pässword \\\" & 2").status());
        assertTrue(DatalinkRig.takes(rig.anna, "pässword \" & 2"));

        Files.writeString(rig.accounts.home(rig.anna).resolve("file"), "kept");
        Answer deleted = rig.delete(rig.anna, "archive");
        assertEquals(200, deleted.status(), deleted.body());
        assertNull(AccountsRig.fields("passwd", rig.anna));
        assertEquals(1, rig.accounts.left().size());
        assertTrue(rig.accounts.left().get(0).endsWith(".tar.gz"));
        assertEquals(List.of("create_user " + rig.anna, "change_password " + rig.anna,
                "delete_user " + rig.anna + " files: archive"), rig.told());
        rig.delete(rig.anna, "keep").requireProblem(404, "no user");
    }

    @Test
    void aFormDoesTheSameAndFilesAreKeptUnlessAskedOtherwise() throws Exception {
        String form = "application/x-www-form-urlencoded; charset=utf-8";
        int port = rig.datalink.port();
        assertEquals(201,
                rig.post(port, "/create_user", form, "username=" + rig.anna + "&password=a+b%26c%C3%A4+long").status());
        assertTrue(DatalinkRig.takes(rig.anna, "a b&cä long"));
        assertEquals(200, rig.post(port, "/delete_user", form, "username=" + rig.anna).status());
        assertEquals(1, rig.accounts.left().size());
        assertTrue(Files.isDirectory(rig.accounts.removed().resolve(rig.accounts.left().get(0))));
    }

    @Test
    void noSecretIsAnArgumentOrLogged() throws Exception {
        rig.created(rig.anna);
        assertEquals(200, rig.changePassword(rig.anna, "another passphrase").status());
        String seen = rig.accounts.runs() + rig.logged()
                + Files.readString(rig.state.resolve("datalink.accounts"), StandardCharsets.UTF_8);
        for (String secret : List.of(DatalinkRig.PASSWORD, "another passphrase", "$6$", DatalinkRig.TOKEN)) {
            assertFalse(seen.contains(secret), secret);
        }
        assertTrue(rig.logged().contains("create_user " + rig.anna + " for 127.0.0.1"), rig::logged);
    }

    @Test
    void whoHasNotTheTokenIsToldNothing() throws Exception {
        for (String path : List.of("/create_user", "/nowhere")) {
            for (String token : new String[]{"Bearer fca_wrong", "Basic YTpi", ""}) {
                var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + rig.datalink.port() + path))
                        .POST(BodyPublishers.ofString("{}"));
                if (!token.isEmpty()) {
                    request.header("Authorization", token);
                }
                Answer answer = rig.send(request.build()).requireProblem(401, "token");
                assertEquals("Bearer", answer.response().headers().firstValue("WWW-Authenticate").orElse(""));
            }
        }
        assertEquals(1, rig.logged().lines().filter(line -> line.contains("without the token")).count(), rig::logged);
        assertEquals(List.of(), rig.accounts.runs());
    }

    @Test
    void tooManyWrongTokensAreHeldUpAndTheRightOneIsNot() throws Exception {
        Answer answer = null;
        for (int i = 0; i <= TokenCheck.BURST; i++) {
            var wrong = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + rig.datalink.port() + "/create_user"))
                    .header("Authorization", "Bearer " + DatalinkRig.TOKEN + i)
                    .POST(BodyPublishers.noBody());
            answer = rig.send(wrong.build());
            if (answer.status() == 429) {
                break;
            }
        }
        answer.requireProblem(429, "Too many");
        assertTrue(Integer.parseInt(answer.response().headers().firstValue("Retry-After").orElse("0")) > 0);
        rig.created(rig.anna);
    }

    @Test
    void whatCanNotBeAskedForIsRefusedInWords() throws Exception {
        rig.post("/users", "{}").requireProblem(404, "/create_user");
        rig.post("/create_user/", "{}").requireProblem(404, "/create_user");
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
            Answer answer = rig.send(
                    rig.request(rig.datalink.port(), "/create_user").method(method, BodyPublishers.noBody()).build())
                    .requireProblem(405, "POST");
            assertEquals("POST", answer.response().headers().firstValue("Allow").orElse(""));
        }
        assertEquals(405, rig
                .send(rig.request(rig.datalink.port(), "/create_user").method("HEAD", BodyPublishers.noBody()).build())
                .status());
        rig.post(rig.datalink.port(), "/create_user", "text/plain", "x").requireProblem(415, "application/json");
        assertEquals(List.of(), rig.accounts.runs());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"|one JSON object", "[]|one JSON object",
            "{\"username\":\"anna\"|one JSON object", "{} {}|one JSON object",
            "{\"username\":\"anna\"}|password is required", "{\"password\":\"a long password\"}|username is required",
            "{\"username\":5,\"password\":\"a long password\"}|must be texts",
            "{\"username\":{\"a\":1},\"password\":\"a long password\"}|must be texts",
            "{\"username\":\"anna\",\"username\":\"bert\",\"password\":\"a long password\"}|each field once",
            "{\"username\":\"anna\",\"password\":\"a long password\",\"shell\":\"/bin/sh\"}|and no others",
            "{\"username\":\"anna\",\"password\":\"short\"}|at least 8",
            "{\"username\":\"anna\",\"password\":\"a long\\npassword\"}|control characters",
            "{\"username\":\"anna\",\"password\":\"a long\\u0000password\"}|control characters",
            "{\"username\":\"anna\",\"password\":\"a long\\ud800password\"}|control characters"})
    void aBodyThatCanNotBeIsRefused(String body, String words) throws Exception {
        rig.post("/create_user", body == null ? "" : body).requireProblem(400, words);
        assertEquals(List.of(), rig.accounts.runs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "www-data", "systemd-network", "ftpcluster", "../etc", "a/b", "-anna", "anna;id",
            "$(id)", "anna:0:0", "anna\\nroot", "anna\\u0000", "Anna", "änne", "", " ",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1anna", "--uid=0"})
    void aNameThatCanNotBeIsRefused(String name) throws Exception {
        rig.create(name, DatalinkRig.PASSWORD).requireProblem(400, "username must");
        rig.changePassword(name, DatalinkRig.PASSWORD).requireProblem(400, "username must");
        rig.delete(name, "remove").requireProblem(400, "username must");
        assertEquals(List.of(), rig.accounts.runs());
        assertEquals(List.of(), rig.told());
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String large = "{\"username\":\"" + rig.anna + "\",\"password\":\"" + "x".repeat(50_000) + "\"}";
        rig.post("/create_user", large).requireProblem(413, "8192");
        rig.create(rig.anna, "x".repeat(129)).requireProblem(400, "128 bytes");
        assertEquals(201, rig.create(rig.anna, "x".repeat(128)).status());
        assertTrue(DatalinkRig.takes(rig.anna, "x".repeat(128)));
    }

    @Test
    void nobodyElsesUserIsTouched() throws Exception {
        String portals = rig.accounts.name("portals");
        assertEquals("done", rig.accounts.apply(portals, AccountsRig.active(Hashes.ONE)));
        String admins = rig.accounts.name("admins");
        AccountsRig.run("useradd", "--no-create-home", admins);
        rig.accounts.runs();

        rig.create(portals, DatalinkRig.PASSWORD).requireProblem(409, "already");
        rig.changePassword(portals, DatalinkRig.PASSWORD).requireProblem(409, "the portal keeps it");
        rig.delete(portals, "remove").requireProblem(409, "the portal keeps it");
        rig.create(admins, DatalinkRig.PASSWORD).requireProblem(409, "already");
        rig.changePassword(admins, DatalinkRig.PASSWORD).requireProblem(409, "none of the accounts");
        rig.delete(admins, "remove").requireProblem(409, "none of the accounts");
        rig.changePassword(rig.anna, DatalinkRig.PASSWORD).requireProblem(404, "no user");
        rig.post("/delete_user", "{\"username\":\"" + rig.anna + "\",\"files\":\"made\"}")
                .requireProblem(400, "keep, archive or remove");

        assertEquals(List.of(), rig.accounts.runs());
        assertEquals(List.of(), rig.told());
        assertEquals(Hashes.ONE, AccountsRig.password(portals));
    }

    @Test
    void thePortalLeavesItsAccountsAloneAndSeesThemOnlyAsTold() throws Exception {
        rig.created(rig.anna);
        String password = AccountsRig.password(rig.anna);
        Accounts portals = rig.datalink.accounts();
        for (String wanted : List.of(AccountsRig.active(Hashes.ONE), "state=locked password=" + Hashes.ONE,
                AccountsRig.absent("remove"))) {
            String answer = portals.apply(Map.of(rig.anna, wanted), text -> {}).get(rig.anna);
            assertTrue(answer.startsWith("conflict: this account was made through the server's datalink"), answer);
        }
        assertEquals(password, AccountsRig.password(rig.anna));
        rig.accounts.assertHome(rig.anna);
        assertEquals("0", portals.digest().get("count"));
        assertEquals(List.of(),
                IntStream.range(0, Accounts.BUCKETS).boxed().flatMap(bucket -> listed(portals, bucket)).toList());
        DatalinkFrame frame = rig.datalink.journal().frame();
        assertEquals(List.of(rig.anna), frame.names());
        assertEquals(1, frame.count());

        assertEquals(200, rig.delete(rig.anna, "remove").status());
        assertEquals("done", portals.apply(Map.of(rig.anna, AccountsRig.active(Hashes.ONE)), text -> {}).get(rig.anna));
        assertEquals("1", portals.digest().get("count"));
    }

    private static Stream<String> listed(Accounts portals, int bucket) {
        try {
            return portals.list(bucket, "").keySet().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofSeveralAtOnceOneMakesIt() throws Exception {
        List<CompletableFuture<Integer>> all = IntStream.range(0, 6).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            try {
                return rig.create(rig.anna, "passphrase " + i).status();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        })).toList();
        List<Integer> statuses = all.stream().map(CompletableFuture::join).sorted().toList();
        assertEquals(List.of(201, 409, 409, 409, 409, 409), statuses);
        assertEquals(List.of("create_user " + rig.anna), rig.told());
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        rig.created(rig.anna);
        String fingerprint = rig.datalink.certificate().fingerprint();
        rig.restart();
        assertEquals(fingerprint, rig.datalink.certificate().fingerprint());
        assertTrue(rig.logged().contains("SHA-256 of its certificate " + fingerprint), rig::logged);
        rig.create(rig.anna, DatalinkRig.PASSWORD).requireProblem(409, "already");
        assertEquals(List.of("create_user " + rig.anna), rig.told());
        rig.datalink.journal().stored(rig.datalink.journal().frame().changes());
        rig.restart();
        assertEquals(List.of(), rig.told());
        assertEquals(List.of(rig.anna), rig.datalink.journal().frame().names());
        assertEquals(200, rig.changePassword(rig.anna, "another passphrase").status());
    }

    @Test
    void onlyTheAgentCanReadWhatItKeeps() throws Exception {
        rig.created(rig.anna);
        try (Stream<Path> files = Files.list(rig.state)) {
            List<Path> all = files.sorted().toList();
            assertEquals(List.of("datalink.accounts", "datalink.p12"),
                    all.stream().map(file -> file.getFileName().toString()).toList());
            for (Path file : all) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void whatSomebodyRemovedByHandIsMadeAgainOrForgotten() throws Exception {
        rig.created(rig.anna);
        AccountsRig.run("userdel", rig.anna);
        rig.changePassword(rig.anna, DatalinkRig.PASSWORD).requireProblem(404, "no user");
        // Else the name would be two people's.
        assertTrue(rig.datalink.accounts()
                .apply(Map.of(rig.anna, AccountsRig.active(Hashes.ONE)), text -> {})
                .get(rig.anna)
                .startsWith("conflict: this account was made through the server's datalink"));
        assertEquals(200, rig.delete(rig.anna, "keep").status());
        assertEquals(List.of(), rig.datalink.journal().frame().names());

    }

    @Test
    void aHomeThatIsSomebodyElsesIsLeftAlone() throws Exception {
        Files.writeString(Files.createDirectory(rig.accounts.home(rig.anna)).resolve("file"), "somebody's");
        rig.create(rig.anna, DatalinkRig.PASSWORD).requireProblem(409, "is there already");
        assertNull(AccountsRig.fields("passwd", rig.anna));
        assertEquals(List.of(), rig.datalink.journal().frame().names());
    }

    @Test
    void anOldTlsIsRefused() throws Exception {
        for (String version : List.of("-tls1", "-tls1_1")) {
            Process old = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + rig.datalink.port(),
                    version, "-cipher", "ALL:@SECLEVEL=0").redirectErrorStream(true).start();
            old.getOutputStream().close();
            String said = new String(old.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(old.waitFor() != 0 && said.contains("alert protocol version"), said);
        }
    }
}
