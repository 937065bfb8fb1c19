package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Servers;

/** What sessions are shared by: the server as it is set now, and who logs in there. A changed setting is another one. */
record Account(Servers.Server server, String username, Secret password) {

    String alias() {
        return server.alias();
    }

    Servers.Settings settings() {
        return server.settings();
    }
}
