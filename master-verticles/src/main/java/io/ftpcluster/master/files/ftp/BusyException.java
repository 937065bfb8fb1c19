package io.ftpcluster.master.files.ftp;

import java.io.IOException;

/** The server answered 421: too many sessions, shutting down, or this one idled too long. The session is over. */
final class BusyException extends IOException {

    private final transient Reply reply;

    BusyException(Reply reply) {
        super(reply.shown());
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
