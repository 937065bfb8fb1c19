package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** An Apache FtpServer in this JVM, on a free port of 127.0.0.1, with one user. It knows MLSD, unlike vsftpd. */
public final class ApacheFtp implements AutoCloseable {

    public static final String USER = "ann";
    public static final String PASSWORD = "correct horse";

    private final Path home;
    private final Certificate certificate;
    private final FtpServer server;
    private final ListenerFactory listener = new ListenerFactory();

    /** @param workDirectory for its certificate */
    public ApacheFtp(Path home, Path workDirectory, FtpSecurity security) {
        this.home = home;
        this.certificate = security == FtpSecurity.NONE ? null : Certificate.create(workDirectory);
        try {
            FtpServerFactory factory = new FtpServerFactory();
            listener.setServerAddress("127.0.0.1");
            listener.setPort(FreePorts.one());
            secure(security);
            // The server empties the map when it stops.
            factory.setListeners(new HashMap<>(Map.of("default", listener.createListener())));
            factory.setUserManager(new PropertiesUserManagerFactory().createUserManager());
            factory.getUserManager().save(user());
            this.server = factory.createServer();
            server.start();
        } catch (FtpException e) {
            throw new IllegalStateException(e);
        }
    }

    private void secure(FtpSecurity security) {
        if (security == FtpSecurity.NONE) {
            return;
        }
        SslConfigurationFactory ssl = new SslConfigurationFactory();
        ssl.setKeystoreFile(certificate.keyStore().toFile());
        ssl.setKeystoreType("PKCS12");
        ssl.setKeystorePassword(Certificate.PASSWORD);
        ssl.setKeyPassword(Certificate.PASSWORD);
        listener.setSslConfiguration(ssl.createSslConfiguration());
        listener.setImplicitSsl(security == FtpSecurity.IMPLICIT);
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setImplicitSsl(security == FtpSecurity.IMPLICIT);
        listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
    }

    private BaseUser user() {
        BaseUser user = new BaseUser();
        user.setName(USER);
        user.setPassword(PASSWORD);
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission()));
        return user;
    }

    public int port() {
        return listener.getPort();
    }

    public Path home() {
        return home;
    }

    /** What a client must trust to accept this server without a fingerprint: its own certificate, as PEM. */
    public Path authority() {
        return certificate.pem();
    }

    /** SHA-256 of its certificate, or null without TLS. */
    public String fingerprint() {
        return certificate == null ? null : certificate.fingerprint();
    }

    @Override
    public void close() {
        server.stop();
    }
}
