package io.ftpcluster.master.cli.remote;

/** Where the API has a server and what belongs to it. */
final class ServerPath {

    private ServerPath() {}

    /** @param names alias or id of a server, and what is below it */
    static String of(String alias, String... names) {
        StringBuilder path = new StringBuilder("/servers/").append(PortalClient.segment(alias));
        for (String name : names) {
            path.append('/').append(PortalClient.segment(name));
        }
        return path.toString();
    }
}
