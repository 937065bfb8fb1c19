package io.ftpcluster.master.demo;

import io.ftpcluster.bus.Secret;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.ClearTextPasswordEncryptor;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.TransferRatePermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** One real FTP server on the loopback address, with one login and one folder. */
final class DemoFtpServer implements AutoCloseable {

    static final String HOST = "127.0.0.1";
    /** As many as the portal opens for one login, and some for a client that talks to the server directly. */
    private static final int MAX_LOGINS = 600;

    private final FtpServer server;
    private final Listener listener;

    private DemoFtpServer(FtpServer server, Listener listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Starts on a port that the system chooses. */
    static DemoFtpServer start(Path folder, String username, Secret password) {
        ListenerFactory listenerFactory = new ListenerFactory();
        listenerFactory.setServerAddress(HOST);
        listenerFactory.setPort(0);
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setPassiveAddress(HOST);
        listenerFactory.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
        Listener listener = listenerFactory.createListener();

        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setMaxLogins(MAX_LOGINS);
        connections.setMaxThreads(MAX_LOGINS);

        FtpServerFactory factory = new FtpServerFactory();
        factory.setConnectionConfig(connections.createConnectionConfig());
        factory.addListener("default", listener);
        try {
            factory.setUserManager(oneUser(folder, username, password));
            FtpServer server = factory.createServer();
            server.start();
            return new DemoFtpServer(server, listener);
        } catch (FtpException e) {
            throw new IllegalStateException("The demo's FTP server for " + folder + " did not start", e);
        }
    }

    int port() {
        return listener.getPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static UserManager oneUser(Path folder, String username, Secret password) throws FtpException {
        PropertiesUserManagerFactory users = new PropertiesUserManagerFactory();
        // Lives in memory and for this run only, so there is no file to protect by hashing.
        users.setPasswordEncryptor(new ClearTextPasswordEncryptor());
        UserManager manager = users.createUserManager();
        BaseUser user = new BaseUser();
        user.setName(username);
        user.setPassword(password.value());
        user.setHomeDirectory(folder.toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0),
                new TransferRatePermission(0, 0)));
        manager.save(user);
        return manager;
    }
}
