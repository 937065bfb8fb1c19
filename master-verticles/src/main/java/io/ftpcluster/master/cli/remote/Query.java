package io.ftpcluster.master.cli.remote;

/** A path with what narrows it down. */
final class Query {

    private final StringBuilder path;
    private char mark = '?';

    Query(String path) {
        this.path = new StringBuilder(path);
    }

    /** @param value null: not given */
    Query with(String name, Object value) {
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
