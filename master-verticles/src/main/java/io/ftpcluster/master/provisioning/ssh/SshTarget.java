package io.ftpcluster.master.provisioning.ssh;

/** @param alias of the server, for what people read */
public record SshTarget(String alias, String host, int port, String user) {

    /** As it stands in messages. */
    String name() {
        return alias + " (" + host + " port " + port + ")";
    }
}
