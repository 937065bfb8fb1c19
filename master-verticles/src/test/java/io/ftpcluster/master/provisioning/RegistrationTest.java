package io.ftpcluster.master.provisioning;

import static io.ftpcluster.master.persistence.TestStore.DEFAULT;
import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Messages;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registering a server, down to a real database. */
class RegistrationTest {

    private static final Secret KEY = new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final Register ALPHA = new Register(ROOT,
            new Settings("alpha", "ftp.example", 21, FtpSecurity.NONE, null, null, null), true, false);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private Database database;

    @BeforeEach
    void open(@TempDir Path dir) throws TimeoutException {
        MigratedSqlite.into(dir);
        database = Database.prepare(DEFAULT, dir).open(vertx, false);
        DeploymentOptions onVirtualThreads = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        vertx.deployVerticle(new PersistenceVerticle(bus, database, new Fernet(KEY), Clock.systemUTC()),
                onVirtualThreads).await(30, TimeUnit.SECONDS);
        vertx.deployVerticle(
                new ProvisioningVerticle(bus, Provisionings.at("http://127.0.0.1:8080", dir, Clock.systemUTC())),
                onVirtualThreads).await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws TimeoutException {
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void theTokenIsTheServersAndTheTrailDoesNotSayIt() throws Exception {
        Registered registered = ask(Provisioning.REGISTER, ALPHA);
        assertEquals(registered.server().id(), owner(registered.token()));
        Audit.Events trail = ask(Audit.LIST, Audit.Find.latest(10));
        assertEquals(List.of("agent.token", "server.create"),
                trail.events().stream().map(Audit.Event::action).toList());
        assertFalse(trail.toString().contains(registered.token().value()));
    }

    @Test
    void aNewTokenReplacesTheFirst() throws Exception {
        Secret first = ask(Provisioning.REGISTER, ALPHA).token();
        Secret second = ask(Provisioning.ISSUE_TOKEN, new Provisioning.IssueToken(ROOT, "alpha")).token();
        assertThrows(FailureException.class, () -> owner(first));
        assertEquals(ask(Servers.FIND, new Servers.Find("alpha")).id(), owner(second));
    }

    /** Were they made one after the other, there would be a server that no agent can link to. */
    @Test
    void whereNoTokenCanBeStoredThereIsNoServer() throws Exception {
        database.write(sql -> sql.change("DROP TABLE agent_tokens"));
        assertThrows(FailureException.class, () -> ask(Provisioning.REGISTER, ALPHA));
        assertEquals(List.of(), ask(Servers.LIST, new Servers.FindAll()).servers());
        assertEquals(List.of(), ask(Audit.LIST, Audit.Find.latest(10)).events());
    }

    private String owner(Secret token) throws TimeoutException {
        return ask(Agents.FIND_TOKEN, new Agents.FindToken(BearerToken.hash(token))).serverId();
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(30, TimeUnit.SECONDS);
    }
}
