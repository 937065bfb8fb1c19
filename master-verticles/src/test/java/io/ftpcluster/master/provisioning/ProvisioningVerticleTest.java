package io.ftpcluster.master.provisioning;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address.Scope;
import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Provisioning.MakeScript;
import io.ftpcluster.messages.Provisioning.Register;
import io.ftpcluster.messages.Provisioning.Registered;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What provisioning asks of persistence, and what it tells. */
class ProvisioningVerticleTest {

    private static final Settings ALPHA = new Settings("alpha", "ftp.example", 21, FtpSecurity.EXPLICIT, null, null,
            null);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Queue<Record> asked = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void deploy() throws TimeoutException {
        vertx.deployVerticle(
                new ProvisioningVerticle(bus, Provisionings.at("https://portal.example", folder, Clock.systemUTC())),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await(30, TimeUnit.SECONDS);
        bus.answer(Servers.INSERT, request -> {
            asked.add(request);
            if (request.settings().alias().equals("taken")) {
                throw Failure.conflict("alias", "is taken", "alias: there is a server taken already.").exception();
            }
            return new Servers.Server("7", request.settings(), Instant.EPOCH);
        });
        bus.answer(Agents.STORE_TOKEN, request -> {
            asked.add(request);
            return new Agents.TokenOwner("7", "alpha", null);
        });
    }

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void aServerAndItsTokenAreOneRequest() throws Exception {
        Registered registered = ask(Provisioning.REGISTER, new Register(ROOT, ALPHA, true, false));
        assertEquals("7", registered.server().id());
        assertTrue(BearerToken.AGENT.isShapedLikeOne(registered.token()));
        assertEquals(List.of(new Servers.Insert(ROOT, ALPHA, BearerToken.hash(registered.token()))),
                List.copyOf(asked));
        assertFalse(registered.toString().contains("fca_"), registered.toString());
    }

    @Test
    void noTokenIsMadeThatNobodyIsTold() throws Exception {
        Registered registered = ask(Provisioning.REGISTER, new Register(ROOT, ALPHA, false, false));
        assertNull(registered.token());
        assertEquals(List.of(new Servers.Insert(ROOT, ALPHA, null)), List.copyOf(asked));
    }

    @Test
    void theScriptIsTheSameWheneverItIsMade() throws Exception {
        String script = ask(Provisioning.MAKE_SCRIPT, new MakeScript(ALPHA)).text();
        assertTrue(script.startsWith("#!/usr/bin/env bash\n"), script);
        assertTrue(script.contains("'alpha'"), script);
        assertFalse(script.contains("fca_"), script);
        assertEquals(script, ask(Provisioning.REGISTER, new Register(ROOT, ALPHA, true, false)).script().text());
    }

    @Test
    void whoAsksForAnAliasThatIsTakenHearsWhy() {
        Settings taken = new Settings("taken", "ftp.example", 21, FtpSecurity.NONE, null, null, null);
        Failure failure = assertThrows(FailureException.class,
                () -> ask(Provisioning.REGISTER, new Register(ROOT, taken, true, false))).failure();
        assertEquals(FailureCode.CONFLICT, failure.code());
        assertEquals("alias", failure.errors().getFirst().field());
    }

    @Test
    void eachTokenIsNewAndOnlyItsHashIsStored() throws Exception {
        Secret first = ask(Provisioning.ISSUE_TOKEN, new Provisioning.IssueToken(ROOT, "alpha")).token();
        Secret second = ask(Provisioning.ISSUE_TOKEN, new Provisioning.IssueToken(ROOT, "alpha")).token();
        assertEquals(List.of(new Agents.StoreToken(ROOT, "alpha", BearerToken.hash(first)),
                new Agents.StoreToken(ROOT, "alpha", BearerToken.hash(second))), List.copyOf(asked));
        assertFalse(first.equals(second));
    }

    @Test
    void whatHoldsATokenInClearCannotLeaveItsNode() {
        for (Address<?, ?> address : List.of(Provisioning.REGISTER, Provisioning.ISSUE_TOKEN,
                Provisioning.ISSUE_ENROLMENT, Provisioning.ENROL, Provisioning.FIND_SETUP)) {
            assertEquals(Scope.NODE, address.scope());
            assertFalse(address.reply().isAnnotationPresent(Wire.class), address.name());
        }
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(30, TimeUnit.SECONDS);
    }
}
