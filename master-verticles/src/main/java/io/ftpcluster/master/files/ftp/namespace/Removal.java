package io.ftpcluster.master.files.ftp.namespace;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.LoginSequence;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Deletes a file or folder. Everything is tried with DELE and RMD before it is entered, so that a link goes itself, also
 * where the server shows links as folders; and no folder is entered whose real path isn't in the folder above.
 */
public final class Removal {

    private final FtpSession session;
    private final String root;
    private final FileStat stat;
    private final Failures failures;

    public Removal(FtpSession session, String root) {
        this.session = session;
        this.root = root;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
    }

    /** NOT_FOUND when there is nothing; CONFLICT for a folder that can't be emptied or may not be. */
    public void remove(RemotePath path, boolean recursive, Supplier<Optional<Failure>> ended) throws IOException {
        if (path.isTop()) {
            throw Failure.invalid("path", "is the top folder, which can't be deleted").exception();
        }
        Reply deleted = session.command("DELE", session.dialect().absolute(root, path));
        if (deleted.isPositive()) {
            return;
        }
        Files.Info there = deleted.isUnknownCommand() ? null : stat.find(path);
        if (there == null) {
            stat.requireRoot(FtpOperation.REMOVE, null, FailureCode.NOT_FOUND);
        }
        if (there == null || there.type() != Files.Type.DIRECTORY) {
            throw failures.unchanged(FtpOperation.REMOVE, "DELE", path.text(), deleted,
                    there == null ? FailureCode.NOT_FOUND : FailureCode.FORBIDDEN);
        }
        Reply refused = removeFolder(session, root, path);
        if (refused.isPositive()) {
            return;
        }
        if (!recursive) {
            throw failures.unchanged(FtpOperation.REMOVE, "RMD", path.text(), refused, FailureCode.CONFLICT);
        }
        String above = session.command("CWD", session.dialect().absolute(root, path.parent())).isPositive()
                ? LoginSequence.folderIn(session.command("PWD"))
                : null;
        new TreeRemoval(session, root, ended).remove(path, above);
    }

    /** Some servers keep a folder that the session is in. */
    static Reply removeFolder(FtpSession session, String root, RemotePath path) throws IOException {
        session.command("CWD", session.dialect().absolute(root, path.parent()));
        return session.command("RMD", session.dialect().absolute(root, path));
    }
}
