package io.ftpcluster.master.files.ftp.namespace;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Sets a file's time: by MFMT where the server announces it (draft-somers-ftp-mfxx), else by MDTM with a time before the name,
 * which some take and none announces. To the others that is the name of a file that isn't there, so trying changes nothing; it
 * counts only when MDTM tells that time afterwards.
 */
public final class ModificationTime {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
            .withZone(ZoneOffset.UTC);

    private final FtpSession session;
    private final String root;
    private final Failures failures;

    public ModificationTime(FtpSession session, String root) {
        this.session = session;
        this.root = root;
        this.failures = session.failures();
    }

    /** NOT_FOUND when there is nothing; UNSUPPORTED where the server has neither. */
    public void set(RemotePath path, Instant time) throws IOException {
        if (path.isTop()) {
            throw Failure.invalid("path", "is the top folder, whose time can't be set").exception();
        }
        String target = session.dialect().absolute(root, path);
        String stamp = FORMAT.format(time);
        if (session.dialect().has("MFMT")) {
            Reply reply = session.command("MFMT", stamp + " " + target);
            if (reply.isPositive()) {
                return;
            }
            // Some announce it and don't know it.
            if (!reply.isUnsupported()) {
                throw refusal(path, "MFMT", reply);
            }
        }
        Reply reply = session.command("MDTM", stamp + " " + target);
        if (reply.code() != 213 || !isSet(target, stamp)) {
            throw refusal(path, "MDTM", reply);
        }
    }

    private boolean isSet(String target, String stamp) throws IOException {
        Reply now = session.command("MDTM", target);
        return now.code() == 213 && now.text().strip().startsWith(stamp);
    }

    /** Says first when there is nothing. */
    private FailureException refusal(RemotePath path, String verb, Reply reply) throws IOException {
        new FileStat(session, root).prove(path);
        if (verb.equals("MFMT") || Failures.isDenied(reply)) {
            return failures.unchanged(FtpOperation.SET_MODIFIED, verb, path.text(), reply, FailureCode.FORBIDDEN);
        }
        return failures.because(FailureCode.UNSUPPORTED, FtpOperation.SET_MODIFIED,
                "the server has no command for it, or doesn't let this login set the time of "
                        + Reply.printable(path.text()) + " (" + failures.quoted(reply) + ")",
                "Leave the time as it is.");
    }
}
