package io.ftpcluster.master.cli.remote;

/** A path with what narrows it down. */
final class QueryString {

    private final StringBuilder path;
    private char mark = '?';

    QueryString(String path) {
        this.path = new StringBuilder(path);
    }

    /** @param value null: not given */
    QueryString with(String name, Object value) {
        if (value != null) {
            path.append(mark).append(name).append('=').append(PortalClient.segment(value.toString()));
            mark = '&';
        }
        return this;
    }

    String path() {
        return path.toString();
    }
}
