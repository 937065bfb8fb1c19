package io.ftpcluster.master.files.ftp.namespace;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;

/** Makes a folder by MKD, and finds out why the server doesn't. */
public final class NewFolder {

    private final FtpSession session;
    private final String root;

    public NewFolder(FtpSession session, String root) {
        this.session = session;
        this.root = root;
    }

    /** EXISTS when there is something already; CONFLICT when the folder above is missing. */
    public void make(RemotePath path) throws IOException {
        if (path.isTop()) {
            throw exists(path);
        }
        Reply reply = session.command("MKD", session.dialect().absolute(root, path));
        if (!reply.isPositive()) {
            throw refusal(path, reply);
        }
    }

    /** The words and even the codes are the same for all reasons on most servers. */
    private FailureException refusal(RemotePath path, Reply reply) throws IOException {
        Failures failures = session.failures();
        if (!reply.isUnknownCommand()) {
            FileStat stat = new FileStat(session, root);
            if (stat.find(path) != null) {
                return exists(path);
            }
            if (!stat.isFolder(path.parent())) {
                return stat.noFolder(FtpOperation.MAKE_FOLDER, path.parent());
            }
        }
        return failures.unchanged(FtpOperation.MAKE_FOLDER, "MKD", path.text(), reply, FailureCode.FORBIDDEN);
    }

    private FailureException exists(RemotePath path) {
        return session.failures()
                .because(FailureCode.EXISTS, FtpOperation.MAKE_FOLDER,
                        Reply.printable(path.text()) + " is there already", "Choose another name.");
    }
}
