package io.ftpcluster.master.files;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Servers;
import java.util.Objects;

/**
 * Which login on which server a request uses.
 *
 * @param password in the clear, as the server wants it
 * @param root absolute folder that the user sees as the top; null: where the login lands
 * @param ftpAccount what ACCT is to say where the server asks for an account too; null: there is none
 */
public record RemoteLogin(Servers.Server server, String username, Secret password, String root, Secret ftpAccount) {

    public RemoteLogin {
        Objects.requireNonNull(server);
        Objects.requireNonNull(username);
        Objects.requireNonNull(password);
    }

    /** Without an account, as nearly everywhere. */
    public RemoteLogin(Servers.Server server, String username, Secret password, String root) {
        this(server, username, password, root, null);
    }

    public String alias() {
        return server.alias();
    }

    public Servers.Settings settings() {
        return server.settings();
    }

    /** What sessions are shared by: users with different roots log in as the same. A changed setting is another one. */
    public RemoteLogin withoutRoot() {
        return root == null ? this : new RemoteLogin(server, username, password, null, ftpAccount);
    }
}
