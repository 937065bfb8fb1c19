package io.ftpcluster.master.demo;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files.ListFolder;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fills a running portal with two FTP servers and their user. May run again on the same data: passwords and ports are
 * then set anew, as nobody can know the old ones.
 */
public final class Demo implements AutoCloseable {

    public static final String USERNAME = "demo";
    static final String ALPHA = "alpha";
    static final String BETA = "beta";
    private static final int STEP_SECONDS = 30;

    private final Bus bus;
    private final DemoFtpServers servers;
    private final DemoAgents agents = new DemoAgents();

    private Demo(Bus bus, DemoFtpServers servers) {
        this.bus = bus;
        this.servers = servers;
    }

    /**
     * Fills the servers and returns when the portal lists both of them; their agents follow.
     *
     * @param servers which it closes with itself, also when it fails
     * @param door of the portal, for the agents
     */
    public static Demo start(Bus bus, DemoFtpServers servers, LocalEndpoint door, Secret adminPassword,
            Secret demoPassword) throws IOException, TimeoutException {
        Demo demo = new Demo(bus, servers);
        boolean started = false;
        try {
            SampleFiles.fillAlpha(Files.createDirectories(servers.folder(ALPHA)));
            SampleFiles.fillBeta(Files.createDirectories(servers.folder(BETA)));
            demo.request(Users.UPDATE, new Users.Update(Actor.SYSTEM, "admin", adminPassword, Role.ADMIN));
            demo.ensureUser(demoPassword);
            for (String alias : List.of(ALPHA, BETA)) {
                demo.ensureServer(alias);
            }
            for (String alias : List.of(ALPHA, BETA)) {
                demo.linkAgent(alias, door);
            }
            started = true;
            return demo;
        } finally {
            if (!started) {
                demo.close();
            }
        }
    }

    /** Easy to type, 64 bits of chance. */
    public static Secret randomPassword() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    private void linkAgent(String alias, LocalEndpoint door) throws TimeoutException {
        Secret token = request(Provisioning.ISSUE_TOKEN, new Provisioning.IssueToken(Actor.SYSTEM, alias)).token();
        agents.start(new AgentConfig(door.endpoints(), token, alias, servers.port(alias),
                servers.folder(alias).toString(), door.fingerprint()));
    }

    /** To be called while the portal still runs, which they tell that they go. */
    public void unlinkAgents() {
        agents.close();
    }

    private void ensureUser(Secret password) throws TimeoutException {
        try {
            request(Users.CREATE, new Users.Create(Actor.SYSTEM, USERNAME, password, Role.USER));
        } catch (FailureException e) {
            requireConflict(e);
            request(Users.UPDATE, new Users.Update(Actor.SYSTEM, USERNAME, password, null));
        }
    }

    private void ensureServer(String alias) throws TimeoutException {
        Settings settings = new Settings(alias, DemoFtpServers.HOST, servers.port(alias), FtpSecurity.NONE, null, null,
                null);
        try {
            // Its agent gets a new token at each run.
            request(Provisioning.REGISTER, new Provisioning.Register(Actor.SYSTEM, settings, false, false));
        } catch (FailureException e) {
            requireConflict(e);
            takeOver(settings);
        }
        for (String user : List.of(USERNAME, "admin")) {
            request(Permissions.CREATE,
                    new Permissions.Create(Actor.SYSTEM, user, alias, USERNAME, servers.password(), Set.of(), null));
            request(io.ftpcluster.messages.Files.LIST,
                    new ListFolder(Actor.SYSTEM, new Location(user, alias, RemotePath.TOP))).close();
        }
    }

    /** The server of an earlier run: it stays, with what was measured of it, but nobody can log in any more. */
    private void takeOver(Settings settings) throws TimeoutException {
        request(Servers.UPDATE, new Servers.Update(Actor.SYSTEM, settings.alias(), null, settings.host(),
                settings.ftpPort(), settings.ftpSecurity(), "", null, null));
        for (Permission old : request(Permissions.LIST, new Permissions.FindAll(null, settings.alias()))
                .permissions()) {
            request(Permissions.DELETE, new Permissions.Delete(Actor.SYSTEM, old.id()));
        }
    }

    private static void requireConflict(FailureException e) {
        if (e.failure().code() != FailureCode.CONFLICT) {
            throw e;
        }
    }

    private <Q extends Record, R> R request(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(STEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        unlinkAgents();
        servers.close();
    }
}
