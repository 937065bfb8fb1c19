package io.ftpcluster.master.files.ftp;

import java.io.IOException;

/** The server talks without end; nobody waits for it. */
final class ReplyTooLongException extends IOException {

    ReplyTooLongException() {
        super("the answer is too long");
    }
}
