package io.ftpcluster.master.files;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Servers;
import java.util.List;
import java.util.Objects;

/**
 * Which login on which server a request uses.
 *
 * @param password in the clear, as the server wants it
 * @param root absolute folder that the user sees as the top; null: where the login lands
 * @param ftpAccount what ACCT is to say where the server asks for an account too; null: there is none
 * @param others no part of what makes two logins the same
 */
public record RemoteLogin(Servers.Server server, String username, Secret password, String root, Secret ftpAccount,
        OtherPasswords others) {

    /** Asked when the server refuses the password, which may have been replaced a moment ago. May wait. */
    public interface OtherPasswords {

        OtherPasswords NONE = List::of;

        /** Those that the server may take by now; never the one that it was asked for. */
        List<Secret> find();
    }

    public RemoteLogin {
        Objects.requireNonNull(server);
        Objects.requireNonNull(username);
        Objects.requireNonNull(password);
        Objects.requireNonNull(others);
    }

    /** With one password. */
    public RemoteLogin(Servers.Server server, String username, Secret password, String root, Secret ftpAccount) {
        this(server, username, password, root, ftpAccount, OtherPasswords.NONE);
    }

    /** Without an account, as nearly everywhere. */
    public RemoteLogin(Servers.Server server, String username, Secret password, String root) {
        this(server, username, password, root, null);
    }

    /** For what ends before a login. */
    public static RemoteLogin ofNobody(Servers.Server server) {
        return new RemoteLogin(server, "", new Secret(""), null);
    }

    public String alias() {
        return server.alias();
    }

    public Servers.Settings settings() {
        return server.settings();
    }

    /** What sessions are shared by: users with different roots log in as the same. A changed setting is another one. */
    public RemoteLogin withoutRoot() {
        return root == null ? this : new RemoteLogin(server, username, password, null, ftpAccount, others);
    }

    /** Whoever logs in as the same shares sessions, wherever other passwords would come from. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteLogin login && server.equals(login.server) && username.equals(login.username)
                && password.equals(login.password) && Objects.equals(root, login.root)
                && Objects.equals(ftpAccount, login.ftpAccount);
    }

    @Override
    public int hashCode() {
        return Objects.hash(server, username, password, root, ftpAccount);
    }
}
