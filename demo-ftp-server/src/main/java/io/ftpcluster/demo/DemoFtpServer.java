package io.ftpcluster.demo;

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
final class DemoFtpServer {

    private static final String HOST = "127.0.0.1";
    /** As many as the portal opens for one login, and some for a client that talks to the server directly. */
    private static final int MAX_LOGINS = 600;

    private DemoFtpServer() {}

    /**
     * Starts it on a port that the system chooses, for as long as the process runs.
     *
     * @param folder is looked for at each login, and so may be made later
     * @return the port
     */
    static int start(Path folder, String username, String password) throws FtpException {
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
        factory.setUserManager(oneUser(folder, username, password));
        FtpServer server = factory.createServer();
        server.start();
        return listener.getPort();
    }

    private static UserManager oneUser(Path folder, String username, String password) throws FtpException {
        PropertiesUserManagerFactory users = new PropertiesUserManagerFactory();
        // Lives in memory and for this run only, so there is no file to protect by hashing.
        users.setPasswordEncryptor(new ClearTextPasswordEncryptor());
        UserManager manager = users.createUserManager();
        BaseUser user = new BaseUser();
        user.setName(username);
        user.setPassword(password);
        user.setHomeDirectory(folder.toString());
        user.setAuthorities(
                List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0), new TransferRatePermission(0, 0)));
        manager.save(user);
        return manager;
    }
}
