package io.ftpcluster.master.files.ftp;

import java.io.IOException;

/** The server said what can't be the answer to the command, so that nothing it says on this session can be relied on. */
final class UnexpectedReplyException extends IOException {

    UnexpectedReplyException(String verb, Reply reply) {
        super("the server's answer to " + verb + " belongs to something else (" + reply.code() + ")");
    }
}
