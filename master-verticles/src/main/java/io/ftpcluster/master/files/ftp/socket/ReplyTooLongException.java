package io.ftpcluster.master.files.ftp.socket;

import java.io.IOException;

/** The server talks without end; nobody waits for it. */
public final class ReplyTooLongException extends IOException {

    ReplyTooLongException() {
        super("the answer is too long");
    }
}
