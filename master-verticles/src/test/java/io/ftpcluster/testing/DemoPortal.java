package io.ftpcluster.testing;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import io.ftpcluster.master.demo.Demo;
import io.ftpcluster.master.demo.DemoFtpServers;
import io.ftpcluster.master.demo.LocalEndpoint;
import io.ftpcluster.master.node.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The whole product with its demo in this JVM, on a free port; for tests that use it as people do. */
public final class DemoPortal implements AutoCloseable {

    public static final String ADMIN_PASSWORD = "password of admin";
    public static final String DEMO_PASSWORD = "password of demo";

    private final Path data;
    private final Deployment portal;
    private final Demo demo;

    private DemoPortal(Config config, Deployment portal) throws IOException, TimeoutException {
        this.data = config.dataDir();
        this.portal = portal;
        this.demo = Demo.start(portal.bus(), DemoFtpServers.start(data), LocalEndpoint.of(config.http(), portal.port()),
                new Secret(ADMIN_PASSWORD), new Secret(DEMO_PASSWORD));
    }

    /** @param data where it keeps its state; what lies in {@code demo/alpha} there is on the server alpha */
    public static DemoPortal start(Path data) throws IOException, TimeoutException {
        ConfigLoader loader = new ConfigLoader(Optional.empty(), Map.of(),
                Map.of(Variable.HTTP_PORT, "0", Variable.DATA_DIR, data.toString(), Variable.DRAIN_SECONDS, "1"));
        Config config = loader.load();
        Deployment portal = Deployment.start(config, WeakHashing.hasher());
        try {
            return new DemoPortal(config, portal);
        } catch (IOException | RuntimeException | TimeoutException e) {
            portal.close();
            throw e;
        }
    }

    public String url() {
        return portal.url().toString();
    }

    /** The files of the server alpha. */
    public Path alpha() {
        return data.resolve("demo/alpha");
    }

    /** The files of the server beta. */
    public Path beta() {
        return data.resolve("demo/beta");
    }

    public void logIn(Browser browser, String username, String password) {
        browser.open(url() + "/login");
        browser.fill("Username", username);
        browser.fill("Password", password);
        browser.go("Log in");
    }

    @Override
    public void close() {
        demo.unlinkAgents();
        portal.close();
        demo.close();
    }
}
