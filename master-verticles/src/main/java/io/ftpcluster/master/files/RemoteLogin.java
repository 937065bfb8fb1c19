package io.ftpcluster.master.files;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Servers;
import java.util.Objects;

/**
 * Which login on which server a request uses.
 *
 * @param password in the clear, as the server wants it
 * @param root absolute folder that the user sees as the top; null: where the login lands
 */
public record RemoteLogin(Servers.Server server, String username, Secret password, String root) {

    public RemoteLogin {
        Objects.requireNonNull(server);
        Objects.requireNonNull(username);
        Objects.requireNonNull(password);
    }
}
