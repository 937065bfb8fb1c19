package io.ftpcluster.master.files.ftp.reply;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Servers;

/**
 * What sessions are shared by: the server as it is set now, and who logs in there. A changed setting is another one.
 *
 * @param ftpAccount what ACCT is to say where the server asks for it (RFC 959, 4.1.1), or null
 */
public record Account(Servers.Server server, String username, Secret password, Secret ftpAccount) {

    public static Account of(RemoteLogin login) {
        return new Account(login.server(), login.username(), login.password(), login.ftpAccount());
    }

    public String alias() {
        return server.alias();
    }

    public Servers.Settings settings() {
        return server.settings();
    }
}
