package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.ScriptedFtp;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that does as its test says, and the backend that is tested with it. Both end after the test, the backend first. */
final class FtpTestBed implements AfterEachCallback {

    private ScriptedFtp server = new ScriptedFtp();
    private FtpSecurity security = FtpSecurity.NONE;
    private String fingerprint;
    private Harness harness;

    ScriptedFtp server() {
        return server;
    }

    /** Another server in place of the one before, with implicit TLS. */
    ScriptedFtp securedBy(Certificate certificate) {
        server.close();
        server = new ScriptedFtp(certificate.serverContext());
        security = FtpSecurity.IMPLICIT;
        fingerprint = certificate.fingerprint();
        return server;
    }

    /** Ends the one before, too. */
    Harness harness(Config.Ftp limits) {
        closeHarness();
        harness = new Harness(limits);
        return harness;
    }

    /** As ann. */
    RemoteLogin login() {
        return login("ann");
    }

    RemoteLogin login(String user) {
        return Harness.login(server.port(), security, fingerprint, user, "secret-word");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            closeHarness();
        } finally {
            server.close();
        }
    }

    private void closeHarness() {
        if (harness != null) {
            harness.close();
        }
    }
}
