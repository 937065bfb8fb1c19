package io.ftpcluster.master.files.ftp.reply;

import java.io.IOException;

/** The server said what can't be the answer to the command, so that nothing it says on this session can be relied on. */
public final class UnexpectedReplyException extends IOException {

    public UnexpectedReplyException(String verb, Reply reply) {
        super("the server's answer to " + verb + " belongs to something else (" + reply.code() + ")");
    }
}
