package io.ftpcluster.master.files.ftp.reply;

import java.io.IOException;
import java.util.List;

/** The server answered 421: too many sessions, shutting down, or this one idled too long. The session is over. */
public final class BusyException extends IOException {

    private final transient Reply reply;
    private final FtpOperation step;

    public BusyException(Reply reply) {
        this(reply, null);
    }

    private BusyException(Reply reply, FtpOperation step) {
        super(reply.shown());
        this.reply = reply;
        this.step = step;
    }

    /** The same, for whoever knows what was being done. */
    public BusyException during(FtpOperation known) {
        return new BusyException(reply, known);
    }

    /** The same, for an answer that may hold what isn't for everybody. */
    public BusyException withoutWords() {
        return new BusyException(new Reply(reply.code(), List.of()), step);
    }

    FtpOperation stepOr(FtpOperation otherwise) {
        return step == null ? otherwise : step;
    }

    Reply reply() {
        return reply;
    }
}
