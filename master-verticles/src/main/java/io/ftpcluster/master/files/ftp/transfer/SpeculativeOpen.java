package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.Pipeline;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.util.List;

/**
 * Opens what is probably a file that will be read from start to end: its size, its time and its bytes are asked for in
 * one go, over a data connection that is there already. First byte after one round trip, where asking one thing after
 * the other takes five.
 */
public final class SpeculativeOpen {

    private final FtpSession session;
    private final String root;

    public SpeculativeOpen(FtpSession session, String root) {
        this.session = session;
        this.root = root;
    }

    /** @param channel on which the bytes come already, with a session that is in doubt until they are read */
    public record Opened(Files.Info info, DataChannel channel) {}

    /** Whether the server has shown that it knows all that is needed. */
    public boolean isPossible(RemotePath path) {
        return !path.isTop() && session.capabilities().pipelines() && session.dialect().has("SIZE");
    }

    /** Null when the server sends nothing: it is no file, or there is a reason that asking in full will show. */
    public Opened open(RemotePath path) throws IOException {
        String target = session.dialect().absolute(root, path);
        DataChannel channel = DataChannel.connect(session, FtpOperation.OPEN, "RETR", target);
        boolean started = false;
        try {
            // SIZE before RETR: its answer must not depend on when the transfer ends.
            List<Reply> replies = new Pipeline(session).add("SIZE", target)
                    .add("MDTM", target)
                    .add("RETR", target)
                    .send();
            Reply sending = channel.begun(replies.get(2));
            started = sending.isPreliminary();
            if (!started && !session.isReusable()) {
                throw session.failures()
                        .refused(FtpOperation.OPEN, "the server does not send the file", sending, "Try again.");
            }
            return started
                    ? new Opened(new FileStat(session, root).file(path, replies.get(0), replies.get(1)), channel)
                    : null;
        } finally {
            if (!started) {
                channel.close();
            }
        }
    }
}
