package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.diagnosis.StepReport.StepError;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.TimeLimit;
import io.ftpcluster.master.files.ftp.transfer.AtomicUpload;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.UploadMode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Stream;

/** The steps of a test that send one byte, fetch it, look at its time and delete it, the way files are moved for users. */
public final class FileSteps {

    private static final int BYTE = 'x';
    private static final Duration CLEANING = Duration.ofSeconds(10);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    private final FtpSession session;
    private final StepReport log;
    private final String root;
    private final Spare spare;
    private final RemotePath path = RemotePath.TOP.child(".ftpcluster-test-" + UUID.randomUUID());
    private AtomicUpload atomicUpload;
    private Instant before;
    private Instant after;
    private boolean gone;

    /** Another session, for when the first one broke and something has to be cleaned up. */
    public interface Spare {
        FtpSession open() throws IOException;
    }

    public FileSteps(FtpSession session, StepReport log, String root, Spare spare) {
        this.session = session;
        this.log = log;
        this.root = root;
        this.spare = spare;
    }

    public void run() {
        if (log.isBroken()) {
            return;
        }
        log.run(Name.UPLOAD, this::uploadAdvice, this::upload);
        if (gone) {
            Stream.of(Name.DOWNLOAD, Name.CLOCK, Name.DELETE)
                    .forEach(name -> log.skip(name, "Not tried: the server took the test file away."));
            return;
        }
        log.run(Name.DOWNLOAD, StepReport.Hints.USUAL, this::download);
        log.run(Name.CLOCK, StepReport.Hints.USUAL, this::compareClocks);
        log.attempt(Name.DELETE, this::deleteAdvice, this::delete);
    }

    private void upload(StepResult result) throws IOException {
        before = Instant.now();
        atomicUpload = new AtomicUpload(session, root, path, ConflictPolicy.FAIL, 0, null);
        try (DataChannel channel = atomicUpload.open()) {
            channel.output().write(BYTE);
            long sentAt = System.nanoTime();
            channel.endSending();
            Reply reply = channel.finishSending(() -> sentAt);
            if (!reply.isPositive()) {
                throw session.failures()
                        .refused(FtpOperation.UPLOAD, "the server did not confirm the upload", reply,
                                "Look at the FTP server's log and disk.");
            }
        }
        boolean taken = atomicUpload.finish(1) == UploadOutcome.TAKEN_AWAY;
        after = Instant.now();
        result.say("Sent 1 byte as " + Reply.printable(session.dialect().absolute(root, path)) + ".");
        boolean direct = session.login().settings().uploadMode() == UploadMode.DIRECT;
        gone = taken || isMissing();
        if (taken) {
            result.warn("The server took the file away as soon as it was there, under its temporary name.",
                    "Set upload_mode to direct for this server, so that it sees files under their own names.");
        } else if (direct) {
            result.say("It went straight to its name, as upload_mode is direct: unfinished uploads stand there too."
                    + (gone ? " The server took it away at once." : ""));
        } else if (Boolean.TRUE.equals(session.renames())) {
            result.say("It came under a temporary name and was renamed: unfinished uploads never look whole.");
        } else {
            result.warn("The server can't rename for this login, so unfinished uploads stand under their real names.",
                    "Allow RNFR and RNTO on the server.");
        }
    }

    private boolean isMissing() throws IOException {
        Reply size = session.command("SIZE", session.dialect().absolute(root, path));
        return size.code() == 550 && !Failures.isDenied(size);
    }

    private String uploadAdvice(StepError trouble) {
        String folder = Reply.printable(session.dialect().absolute(root, RemotePath.TOP));
        if (trouble.says("refuses stor") || trouble.says("denied")) {
            return "The permission includes uploads, and the server doesn't let this login write into " + folder
                    + ". Allow it there (vsftpd: write_enable=YES, and the folder's owner and mode), or grant a"
                    + " permission without uploads."
                    + (trouble.says("denied")
                            ? ""
                            : " It gives no reason: its disk may as well be full or out of inodes.");
        }
        return trouble.says("confirm") || trouble.says("does not have")
                ? "Look at the server's disk: it may be full, or the login over its quota."
                : null;
    }

    private void download(StepResult result) throws IOException {
        try (DataChannel channel = DataChannel.connect(session, FtpOperation.TRANSFER, "RETR",
                session.dialect().absolute(root, path))) {
            Reply reply = channel.begin("RETR", session.dialect().absolute(root, path));
            if (!reply.isPreliminary()) {
                throw session.failures().unavailable(FtpOperation.OPEN, path.text(), reply, FailureCode.NOT_FOUND);
            }
            InputStream input = channel.input();
            int first = input.read();
            boolean more = first >= 0 && input.read() >= 0;
            Reply end = channel.finish();
            if (!end.isPositive()) {
                throw session.failures()
                        .refused(FtpOperation.TRANSFER, "the server did not confirm the transfer", end,
                                "Look at the FTP server's log.");
            }
            if (first == BYTE && !more) {
                result.say("Fetched the byte back, and it is the same.");
            } else {
                result.fail("What came back is not what was sent.",
                        "Something changes files on their way: a scanner on the server, or a proxy in between.");
            }
        }
    }

    private void compareClocks(StepResult result) throws IOException {
        Files.Info info = new FileStat(session, root).of(path);
        if (info.modified() == null) {
            result.skip("The server doesn't tell when the file was made (MDTM).");
            return;
        }
        Duration ahead = ahead(info.modified());
        if (ahead.abs().compareTo(CLOCKS_DIFFER) <= 0) {
            result.say("The server's clock agrees with the portal's within a minute.");
            return;
        }
        long off = Math.abs(ahead.toSeconds()) % HALF_HOUR.toSeconds();
        boolean zone = Math.min(off, HALF_HOUR.toSeconds() - off) < CLOCKS_DIFFER.toSeconds();
        result.warn(
                "The server says that the file was made at " + info.modified() + "; the portal's clock says "
                        + after.truncatedTo(ChronoUnit.SECONDS) + ".",
                zone
                        ? "That looks like a local time where UTC belongs (vsftpd: use_localtime=NO). People see wrong"
                                + " times."
                        : "Set both clocks by NTP. People see wrong times.");
    }

    /** Zero when it lies between the start and the end of the upload; servers leave fractions out. */
    private Duration ahead(Instant made) {
        if (made.isBefore(before.minusSeconds(1))) {
            return Duration.between(before, made);
        }
        return made.isAfter(after.plusSeconds(1)) ? Duration.between(after, made) : Duration.ZERO;
    }

    /** After a failed upload too: nobody knows how far it came. */
    private void delete(StepResult result) throws IOException {
        boolean uploaded = after != null;
        String leftover = uploaded ? session.dialect().absolute(root, path) : atomicUpload.leftover();
        Reply reply = remove(leftover);
        if (reply.isPositive()) {
            result.say("The test file is deleted.");
        } else if (!uploaded && reply.code() == 550) {
            result.skip("Nothing was left of the upload.");
        } else {
            throw session.failures()
                    .refused(FtpOperation.REMOVE,
                            "the test file " + Reply.printable(leftover) + " could not be deleted", reply,
                            "Delete it by hand.");
        }
    }

    private Reply remove(String leftover) throws IOException {
        if (session.isReusable()) {
            return session.command("DELE", leftover);
        }
        try (TimeLimit limit = new TimeLimit(CLEANING); FtpSession other = spare.open()) {
            limit.guard(other);
            Reply reply = other.command("DELE", leftover);
            other.quit();
            return reply;
        }
    }

    private String deleteAdvice(StepError trouble) {
        String leftover = Reply
                .printable(after != null ? session.dialect().absolute(root, path) : atomicUpload.leftover());
        String hand = "Delete " + leftover + " by hand if it is there.";
        return trouble.says("could not be deleted")
                ? hand + " The permission includes deleting, and the server doesn't allow it to this login."
                : hand;
    }
}
