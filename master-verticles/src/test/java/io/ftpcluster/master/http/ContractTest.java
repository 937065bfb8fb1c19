package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.ContractRoutes;
import io.ftpcluster.master.http.response.NodeHeader;
import io.ftpcluster.master.http.security.Access;
import io.ftpcluster.master.http.security.Authentication;
import io.ftpcluster.master.http.security.CrossSite;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract and the server say the same, in both directions. */
class ContractTest extends PortalTest {

    private static final Set<String> FILES = Set.of("listServersOfUser", "getFile", "headFile", "putFile", "deleteFile",
            "makeFolder", "moveFile");

    private final Contract contract = Contract.load();

    @Test
    void operationsAndHandlersMustMatch() throws Exception {
        ContractRoutes routes = new ContractRoutes(contract);
        assertThrows(IllegalStateException.class, () -> routes.on("noSuchOperation", context -> {}));
        routes.on("login", context -> {});
        assertThrows(IllegalStateException.class, () -> routes.on("login", context -> {}));
        Vertx vertx = Vertx.vertx();
        try {
            var refused = assertThrows(IllegalStateException.class,
                    () -> routes.mountOn(Router.router(vertx), new CrossSite(new OwnOrigin(Optional.empty())),
                            new Authentication(null, new NodeHeader("x")), SlowLog.SILENT));
            assertTrue(refused.getMessage().contains("createUser"), refused.getMessage());
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void everyOperationHasARouteAndNothingElseAnswers() throws Exception {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Contract.Operation operation : contract.operations()) {
            Set<String> here = methods.computeIfAbsent(operation.path(), path -> new TreeSet<>());
            here.add(operation.method().name());
            if (operation.method().equals(HttpMethod.GET)) {
                here.add("HEAD");
            }
        }
        for (Map.Entry<String, Set<String>> path : methods.entrySet()) {
            String concrete = path.getKey().replaceAll("\\{[a-z]+}", "x");
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "MKCOL", "MOVE",
                    "COPY")) {
                var answer = client.call(method, concrete).send();
                String what = method + " " + concrete + " -> " + answer.status();
                if (method.equals("OPTIONS")) {
                    Set<String> all = new TreeSet<>(path.getValue());
                    all.add(method);
                    assertEquals(204, answer.status(), what);
                    assertEquals(String.join(", ", all), answer.header("Allow"), what);
                    continue;
                }
                assertEquals(path.getValue().contains(method), answer.status() != 405, what);
                if (answer.status() == 405) {
                    assertEquals(String.join(", ", path.getValue()), answer.header("Allow"), what);
                }
            }
        }
    }

    /** A method that the test above doesn't know would go untried. */
    @Test
    void theMethodsThatOpenApiLacksAreThereToo() {
        assertEquals(Set.of("GET", "HEAD", "PUT", "DELETE", "MKCOL", "MOVE", "POST"),
                contract.operations()
                        .stream()
                        .filter(operation -> operation.path().equals("/ftp/{username}/{alias}/{path}"))
                        .map(operation -> operation.method().name())
                        .collect(Collectors.toSet()));
    }

    @Test
    void theDocsShowThem() throws Exception {
        List<Object> shown = client.get("/docs")
                .browser()
                .send()
                .model()
                .getJsonArray("operations")
                .stream()
                .map(operation -> ((JsonObject) operation).getValue("id"))
                .toList();
        assertEquals(contract.operations().stream().map(Contract.Operation::id).toList(), shown);
        assertTrue(shown.containsAll(FILES), shown.toString());
    }

    @Test
    void strangersGetOnlyWhatIsOpen() throws Exception {
        for (Contract.Operation operation : contract.operations()) {
            var answer = client.call(operation.method().name(), operation.path().replaceAll("\\{[a-z]+}", "x")).send();
            boolean open = operation.access() == Access.ANYONE;
            assertEquals(open, answer.status() != 401, operation.id() + " -> " + answer.status());
        }
    }

    @Test
    void responsesHaveTheShapeThatTheContractSays() throws Exception {
        Map<String, Client.Call> calls = calls();
        Set<String> withJson = contract.operations()
                .stream()
                .filter(operation -> Stream.of(200, 201, 202)
                        .anyMatch(status -> jsonSchema(operation, status).isPresent()))
                .map(Contract.Operation::id)
                .filter(id -> !FILES.contains(id))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(withJson, calls.keySet(), "every operation that answers JSON must be tried");
        for (Contract.Operation operation : contract.operations()) {
            if (calls.containsKey(operation.id())) {
                Client.Answer answer = calls.get(operation.id()).send();
                JsonObject schema = jsonSchema(operation, answer.status()).orElseThrow(
                        () -> new AssertionError(operation.id() + " -> " + answer.status() + " " + answer.text()));
                assertFits(schema, answer, operation.id());
            }
        }
    }

    @Test
    void problemsHaveTheirShapeToo() throws Exception {
        JsonObject schema = contract.resolved(new JsonObject().put("$ref", "#/components/schemas/Problem"));
        assertFits(schema, client.get("/me").send(), "401");
        assertFits(schema, client.get("/nothing").send(), "404");
        assertFits(schema, client.call("PUT", "/users").send(), "405");
        assertFits(schema, client.post("/users").admin().json("{}").send(), "400");
        assertFits(schema, client.post("/users").admin().body("text/plain", new byte[]{1}).send(), "415");
    }

    @Test
    void hostKeysThatAreToBeConfirmedHaveTheirShapes() throws Exception {
        String login = "{\"ssh_user\":\"root\",\"ssh_password\":\"p\"";
        assertFits(contract.resolved(new JsonObject().put("$ref", "#/components/schemas/HostKeyProblem")),
                client.post("/servers/changed/provision").admin().json(login + "}").send(), "one");
        assertFits(contract.resolved(new JsonObject().put("$ref", "#/components/schemas/HostKeysProblem")),
                client.post("/provision").admin().json(login + ",\"hosts\":\"beta,10.0.0.2\\ngamma,away\"}").send(),
                "many");
    }

    private Map<String, Client.Call> calls() {
        Map<String, Client.Call> calls = new TreeMap<>();
        for (String path : Set.of("getMe /me", "getDashboard /dashboard", "listUsers /users", "getUser /users/2",
                "listServers /servers", "getServer /servers/7", "listPermissions /permissions",
                "getPermission /permissions/9", "listTransfers /transfers", "listNodes /nodes",
                "listAuditEvents /audit?limit=5", "getPermissionMatrix /permission-matrix", "listStates /fleet",
                "getState /fleet/7", "getServerTelemetry /servers/alpha/telemetry", "listAlerts /alerts?raised=true",
                "getLiveness /health/live", "getReadiness /health/ready", "getContract /openapi.json")) {
            String[] parts = path.split(" ", -1);
            calls.put(parts[0], client.get(parts[1]).admin());
        }
        calls.put("listSessions", client.get("/sessions?user=alice&limit=5").admin());
        calls.put("endSessions", client.call("DELETE", "/sessions?user=alice").admin());
        calls.put("login", client.post("/login").json(LoginTest.CREDENTIALS));
        calls.put("createUser",
                client.post("/users")
                        .admin()
                        .json("{\"username\":\"bob\",\"password\":\"12345678\",\"role\":\"user\"}"));
        calls.put("updateUser", client.call("PATCH", "/users/2").admin().json("{\"role\":\"user\"}"));
        calls.put("changeUserByForm", client.post("/users/2").admin().form("_method=patch&role=user"));
        String settings = "{\"alias\":\"beta\",\"host\":\"10.0.0.1\",\"ftp_port\":21,\"ftp_security\":\"explicit\","
                + "\"tls_fingerprint\":\"" + "AB:".repeat(31)
                + "AB\",\"encoding\":\"UTF-8\",\"admin_user\":\"root\",\"telemetry_seconds\":30,"
                + "\"data_mode\":\"pasv\",\"upload_mode\":\"direct\",\"probe_username\":\"prober\","
                + "\"probe_password\":\"p\",\"ftp_passive_ports\":\"50000-50099\"";
        calls.put("createServer", client.post("/servers").admin().json(settings + "}"));
        calls.put("updateServer", client.call("PATCH", "/servers/7").admin().json(settings + "}"));
        calls.put("changeServerByForm", client.post("/servers/7").admin().form("_method=patch&host=ftp2.example"));
        calls.put("listStates", client.get("/fleet").admin());
        calls.put("getState", client.get("/fleet/7").admin());
        calls.put("testServer", client.post("/servers/7/test").admin().json("{}"));
        calls.put("replaceAgentToken", client.post("/servers/7/agent-token").admin());
        calls.put("issueEnrolment", client.post("/servers/7/enrolment").admin());
        calls.put("registerMachine", client.post("/api/register")
                .bearer(FakeAnswers.ENROLMENT.secret().value())
                .json("{\"slave_id\":\"alpha\",\"pubkey\":\"MC\",\"hostname\":\"host\",\"ip\":\"192.0.2.7\","
                        + "\"ftp_port\":21,\"ftp_security\":\"explicit\",\"tls_fingerprint\":\"ab\",\"ftp_passive_ports\":\"50000-50099\"}"));
        calls.put("listAccounts", client.get("/servers/7/accounts?limit=5&after=a").admin());
        calls.put("getServerLog", client.get("/servers/7/log?lines=5").admin());
        calls.put("rotateAccount", client.post("/servers/7/accounts/alice/rotate").admin());
        String login = "{\"ssh_user\":\"root\",\"ssh_password\":\"p\"";
        String confirmed = login + ",\"host_key_fingerprint\":\"" + FakeAnswers.HOST_KEY + "\"}";
        calls.put("provisionServer", client.post("/servers/7/provision").admin().json(confirmed));
        calls.put("deprovisionServer", client.post("/servers/7/deprovision").admin().json(confirmed));
        calls.put("provisionMany",
                client.post("/provision")
                        .admin()
                        .json(login + ",\"hosts\":[\"beta,10.0.0.2,22," + FakeAnswers.HOST_KEY + "\"]}"));
        calls.put("listJobs", client.get("/jobs?limit=5").admin());
        calls.put("getJob", client.get("/jobs/j1").admin());
        calls.put("cancelJob", client.post("/jobs/j1/cancel").admin());
        calls.put("retryJob", client.post("/jobs/j1/retry").admin().json("{\"ssh_password\":\"p\"}"));
        calls.put("listCopies", client.get("/copies?limit=5").admin());
        calls.put("getCopy", client.get("/copies/c1").admin());
        calls.put("createCopy", client.post("/copies").admin().json(CopiesTest.NEW));
        calls.put("cancelCopy", client.call("DELETE", "/copies/c1").admin());
        calls.put("cancelCopyByForm", client.post("/copies/c1").admin().form("_method=delete"));
        calls.put("listRollouts", client.get("/agents/rollouts").admin());
        calls.put("getRollout", client.get("/agents/rollouts/r1").admin());
        calls.put("startRollout",
                client.post("/agents/rollouts").admin().json("{\"servers\":[\"alpha\"],\"force\":true}"));
        calls.put("cancelRollout", client.post("/agents/rollouts/r1/cancel").admin());
        calls.put("lockAccount", client.post("/servers/7/accounts/alice/lock").admin());
        calls.put("unlockAccount", client.post("/servers/7/accounts/alice/unlock").admin());
        calls.put("listLogins", client.get("/servers/7/logins").admin());
        calls.put("listAllLogins", client.get("/logins").admin());
        calls.put("getLogin", client.get("/servers/7/logins/shared").admin());
        String storedLogin = "{\"ftp_username\":\"web\",\"user_pass\":\"p\",\"ftp_account\":\"a\"";
        calls.put("createLogin", client.post("/servers/7/logins").admin().json(storedLogin + ",\"name\":\"shared\"}"));
        calls.put("updateLogin", client.call("PATCH", "/servers/7/logins/shared").admin().json(storedLogin + "}"));
        calls.put("changeLoginByForm",
                client.post("/servers/7/logins/shared").admin().form("_method=patch&ftp_username=www"));
        calls.put("updatePermission",
                client.call("PATCH", "/permissions/9")
                        .admin()
                        .json("{\"rights\":[\"list\"],\"root\":null,\"ftp_username\":\"u\",\"user_pass\":\"p\","
                                + "\"ftp_account\":null,\"files\":\"archive\",\"quota_bytes\":null}"));
        calls.put("changePermissionByForm",
                client.post("/permissions/9").admin().form("_method=patch&rights=list&root="));
        calls.put("createPermission", client.post("/permissions")
                .admin()
                .json("{\"user_id\":\"alice\",\"server_id\":\"alpha\",\"ftp_username\":\"u\",\"user_pass\":\"p\","
                        + "\"rights\":[\"list\"],\"root\":\"/srv\"}"));
        return calls;
    }

    private Optional<JsonObject> jsonSchema(Contract.Operation operation, int status) {
        JsonObject responses = contract.resolved(operation.definition()).getJsonObject("responses");
        return Optional.ofNullable(responses.getJsonObject(String.valueOf(status)))
                .map(response -> response.getJsonObject("content"))
                .map(content -> content.getJsonObject("application/json"))
                .map(media -> media.getJsonObject("schema"));
    }

    private static void assertFits(JsonObject schema, Client.Answer answer, String what) {
        OutputUnit result = Validator
                .create(JsonSchema.of(schema),
                        new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("app://contract"))
                .validate(answer.json());
        assertTrue(result.getValid(), () -> what + " " + answer.text() + " " + result.toJson().encodePrettily());
    }
}
