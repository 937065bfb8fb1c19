package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * One MLSD or LIST: its data connection, the lines that come over it, the server's last word. Some servers list only as text
 * (TYPE A), which is learnt; the session is back in TYPE I afterwards, as transfers need it. For one thread.
 */
final class ListCommand implements Closeable {

    /** For the listing of a server that has said that it is over before anything came. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final FtpSession session;
    private final String name;
    private final boolean text;
    private DataChannel channel;
    private LineReader lines;
    private Reply answer;

    private ListCommand(FtpSession session, String name, boolean text) {
        this.session = session;
        this.name = name;
        this.text = text;
    }

    /** @param argument null for none */
    static ListCommand send(FtpSession session, String verb, String argument) throws IOException {
        boolean text = session.capabilities().listsOnlyText();
        ListCommand command = attempt(session, verb, argument, text);
        if (!text && command.isRefused() && wantsText(command.answer)) {
            command = attempt(session, verb, argument, true);
            if (!command.isRefused()) {
                session.capabilities().learnedOnlyText();
            }
        }
        return command;
    }

    private static boolean wantsText(Reply reply) {
        return reply.code() == 504 || reply.text().toLowerCase(Locale.ROOT).contains("ascii")
                || reply.text().toLowerCase(Locale.ROOT).contains("type a");
    }

    private static ListCommand attempt(FtpSession session, String verb, String argument, boolean text)
            throws IOException {
        ListCommand command = new ListCommand(session, argument == null ? verb : verb + " " + argument, text);
        if (text) {
            session.command("TYPE", "A");
        }
        command.begin(verb, argument);
        if (command.lines == null) {
            command.backToBinary();
        }
        return command;
    }

    private void begin(String verb, String argument) throws IOException {
        DataChannel opened = DataChannel.connect(session, FtpOperation.LIST, verb, argument);
        try {
            answer = opened.begin(verb, argument);
            // Some say at once that they are done, and mean an empty folder, or send the lines all the same.
            if (answer.isPreliminary() || (answer.isPositive() && session.tls() == null && opened.isConnected()
                    && opened.receive(1, LATE))) {
                lines = new LineReader(opened.input(), session.dialect().charset());
                channel = opened;
            }
        } finally {
            if (channel == null) {
                opened.close();
            }
        }
    }

    /** The verb and its argument. */
    String name() {
        return name;
    }

    /** The server's answer, when it began nothing. */
    Reply answer() {
        return answer;
    }

    boolean isRefused() {
        return lines == null && !answer.isPositive();
    }

    /** Null when nothing comes. */
    LineReader lines() {
        return lines;
    }

    void limit(Duration total) {
        channel.limit(total);
    }

    boolean isEndProven() {
        return channel.isEndProven();
    }

    /** After the last line: the server's word on the listing. */
    Reply finish() throws IOException {
        Reply reply = answer;
        if (answer.isPreliminary()) {
            reply = channel.finish();
        } else {
            // What else it may say after an end before the beginning nobody knows: the session stays in doubt.
            channel.close();
        }
        backToBinary();
        return reply;
    }

    private void backToBinary() throws IOException {
        if (text && !session.command("TYPE", "I").isPositive()) {
            session.doubt(true);
        }
    }

    /** Ends it from any thread; the session is in doubt if that is in the middle. */
    @Override
    public void close() {
        DataChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
