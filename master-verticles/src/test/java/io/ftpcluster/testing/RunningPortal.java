package io.ftpcluster.testing;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The whole portal in this JVM on a free port of 127.0.0.1, with the account {@code admin} and its state in a folder.
 * Several may run at once. Waits for FTP servers end after {@link #FTP_PATIENCE}.
 */
public final class RunningPortal implements AutoCloseable {

    public static final String ADMIN_PASSWORD = "admin's passphrase";
    public static final Duration FTP_PATIENCE = Duration.ofSeconds(20);
    private static final Config.Ftp LIMITS = new Config.Ftp(FTP_PATIENCE, FTP_PATIENCE, FTP_PATIENCE, FTP_PATIENCE,
            Duration.ofSeconds(60), 64);

    private final Deployment deployment;
    private final PortalClient client;
    private final String adminToken;

    private RunningPortal(Deployment deployment) throws IOException, InterruptedException {
        this.deployment = deployment;
        this.client = new PortalClient(deployment.url());
        this.adminToken = client.login("admin", ADMIN_PASSWORD);
    }

    public static RunningPortal start(Path dataDir) throws IOException, InterruptedException, TimeoutException {
        return start(dataDir, LIMITS);
    }

    public static RunningPortal start(Path dataDir, Config.Ftp limits)
            throws IOException, InterruptedException, TimeoutException {
        return start(dataDir, limits, new Config.Transfers(0, 0));
    }

    public static RunningPortal start(Path dataDir, Config.Ftp limits, Config.Transfers transfers)
            throws IOException, InterruptedException, TimeoutException {
        MigratedSqlite.into(dataDir);
        return new RunningPortal(Deployment.start(new Config("test", dataDir,
                new Config.Http("127.0.0.1", 0, Optional.empty(), Optional.empty(), Duration.ofMinutes(2)),
                new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()),
                new Config.Keys(Optional.empty(), Optional.empty()), limits, transfers, Config.Telemetry.DEFAULT,
                Optional.empty(), Optional.of(new Secret(ADMIN_PASSWORD)), Duration.ofSeconds(1)),
                WeakHashing.hasher()));
    }

    public URI url() {
        return deployment.url();
    }

    public Bus bus() {
        return deployment.bus();
    }

    public PortalClient client() {
        return client;
    }

    public String adminToken() {
        return adminToken;
    }

    /** Returns its id. */
    public String addUser(String username, String password) throws IOException, InterruptedException {
        return create("/users",
                new JsonObject().put("username", username).put("password", password).put("role", "user"))
                .getString("id");
    }

    /** On 127.0.0.1. Returns its id. */
    public String addServer(String alias, int port, FtpSecurity security, String fingerprint)
            throws IOException, InterruptedException {
        return create("/servers",
                new JsonObject().put("alias", alias)
                        .put("host", "127.0.0.1")
                        .put("ftp_port", port)
                        .put("ftp_security", security.name().toLowerCase(Locale.ROOT))
                        .put("tls_fingerprint", fingerprint))
                .getJsonObject("server")
                .getString("id");
    }

    public String addServer(String alias, int port) throws IOException, InterruptedException {
        return addServer(alias, port, FtpSecurity.NONE, null);
    }

    /** Returns its id. */
    public String permit(String username, String alias, String ftpUsername, String ftpPassword)
            throws IOException, InterruptedException {
        return create("/permissions",
                new JsonObject().put("user_id", username)
                        .put("server_id", alias)
                        .put("ftp_username", ftpUsername)
                        .put("user_pass", ftpPassword))
                .getString("id");
    }

    /** With every right, below a root folder. */
    public String permit(String username, String alias, String ftpUsername, String ftpPassword, String root)
            throws IOException, InterruptedException {
        return create("/permissions", new JsonObject().put("user_id", username)
                .put("server_id", alias)
                .put("ftp_username", ftpUsername)
                .put("user_pass", ftpPassword)
                .put("root", root)
                .put("rights", new JsonArray(
                        Stream.of(Right.values()).map(right -> right.name().toLowerCase(Locale.ROOT)).toList())))
                .getString("id");
    }

    private JsonObject create(String path, JsonObject body) throws IOException, InterruptedException {
        Answer answer = client.post(path).bearer(adminToken).json(body).send();
        if (answer.status() != 201) {
            throw new IOException("POST " + path + " answered " + answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    @Override
    public void close() {
        client.close();
        deployment.close();
    }
}
