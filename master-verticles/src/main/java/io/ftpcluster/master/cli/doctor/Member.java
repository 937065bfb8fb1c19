package io.ftpcluster.master.cli.doctor;

/** A host with a port, as settings write it: host, host:port or [IPv6]:port. */
record Member(String host, int port) {

    static Member of(String text, int usualPort) {
        int colon = text.lastIndexOf(':');
        boolean bare = colon < 0 || text.endsWith("]") || (text.indexOf(':') != colon && !text.startsWith("["));
        String host = bare ? text : text.substring(0, colon);
        return new Member(host.replaceAll("^\\[|]$", ""),
                bare ? usualPort : Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host + " port " + port;
    }
}
