package io.ftpcluster.master.provisioning.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/** A login on a server: runs commands and stores files, one after the other. Closing it ends what runs. */
public final class SshConnection implements AutoCloseable {

    private static final Duration OPENING = Duration.ofSeconds(30);
    private static final int PIECE = 32 * 1024;

    private final ClientSession session;
    private final SshTarget target;
    /** What runs now. */
    private final Set<ClientChannel> channels = ConcurrentHashMap.newKeySet();
    private final Object interruption = new Object();
    private volatile boolean interrupted;
    private boolean tidying;

    /** @param out the end of what it printed, likewise {@code err} */
    public record ExecResult(int exitCode, String out, String err) {}

    SshConnection(ClientSession session, SshTarget target) {
        this.session = session;
        this.target = target;
    }

    public SshTarget target() {
        return target;
    }

    /**
     * @param input for the command's standard input, which ends then
     * @param lines is told of each line that it prints, on a thread that must not be blocked
     */
    public ExecResult exec(String command, byte[] input, Duration deadline, Consumer<String> lines)
            throws SshOperationException {
        OutputTail out = new OutputTail(lines);
        OutputTail err = new OutputTail(lines);
        try (ChannelExec channel = session.createExecChannel(command); Running _ = new Running(channel)) {
            channel.setOut(out);
            channel.setErr(err);
            channel.open().verify(OPENING);
            feed(channel, input);
            Set<ClientChannelEvent> state = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), deadline);
            if (!state.contains(ClientChannelEvent.CLOSED)) {
                channel.close(true);
                throw new SshOperationException("A command on " + target.name() + " did not end within "
                        + deadline.toSeconds() + " s. See what it does there (ps), and retry.");
            }
            return new ExecResult(exitCode(channel), out.text(), err.text());
        } catch (IOException | IllegalStateException e) {
            // A session that has ended makes no channels.
            throw broken(e);
        }
    }

    /** Ends what runs now, and what is begun from now on, but not the connection. Any thread; doesn't wait. */
    public void interrupt() {
        synchronized (interruption) {
            if (!tidying) {
                interrupted = true;
                // A copy: whoever is woken by one of them goes on to tidy up.
                List.copyOf(channels).forEach(channel -> channel.close(true));
            }
        }
    }

    /** From now on nothing is interrupted any more, for what is still to be tidied up. */
    public void tidyUp() {
        synchronized (interruption) {
            tidying = true;
            interrupted = false;
        }
    }

    /** What {@link #interrupt} ends. */
    private final class Running implements AutoCloseable {
        private final ClientChannel channel;

        Running(ClientChannel channel) throws IOException {
            this.channel = channel;
            channels.add(channel);
            if (interrupted) {
                close();
                throw new InterruptedIOException("interrupted");
            }
        }

        @Override
        public void close() {
            channels.remove(channel);
        }
    }

    /** A command may end before it has read all. */
    private static void feed(ChannelExec channel, byte[] input) {
        try (OutputStream in = channel.getInvertedIn()) {
            in.write(input);
            in.flush();
        } catch (IOException e) {
            // Its exit code tells more.
        }
    }

    private int exitCode(ChannelExec channel) throws SshOperationException {
        if (channel.getExitStatus() != null) {
            return channel.getExitStatus();
        }
        if (channel.getExitSignal() != null) {
            throw new SshOperationException("A command on " + target.name() + " was ended there by a signal ("
                    + channel.getExitSignal() + "). Look at the server's memory and log, and retry.");
        }
        throw broken(null);
    }

    /**
     * Stores a file with its mode; one that is there is replaced.
     *
     * @param progress is told how many bytes were sent
     */
    public void upload(Path file, String remote, int mode, Duration deadline, LongConsumer progress)
            throws SshOperationException {
        try (InputStream bytes = Files.newInputStream(file)) {
            upload(bytes, remote, mode, deadline, progress);
        } catch (IOException e) {
            throw new SshOperationException(
                    "The portal's file " + file.getFileName() + " can't be read. Install the portal anew.", e);
        }
    }

    public void upload(String text, String remote, int mode, Duration deadline) throws SshOperationException {
        upload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), remote, mode, deadline, sent -> {});
    }

    private void upload(InputStream bytes, String remote, int mode, Duration deadline, LongConsumer progress)
            throws SshOperationException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session);
                Running _ = new Running(sftp.getClientChannel())) {
            try (OutputStream out = sftp.write(remote, PIECE, SftpClient.OpenMode.Create, SftpClient.OpenMode.Write,
                    SftpClient.OpenMode.Truncate)) {
                sftp.setStat(remote, new SftpClient.Attributes().perms(mode));
                byte[] piece = new byte[PIECE];
                long sent = 0;
                for (int n = bytes.read(piece); n >= 0; n = bytes.read(piece)) {
                    out.write(piece, 0, n);
                    sent += n;
                    progress.accept(sent);
                    if (System.nanoTime() > end) {
                        throw new SshOperationException("A file of " + target.name() + " was not sent within "
                                + deadline.toSeconds() + " s, only " + sent
                                + " bytes of it. Retry when the network is quicker, or set the server up by one command.");
                    }
                }
            }
        } catch (IOException | IllegalStateException e) {
            if (session.isOpen()) {
                throw new SshOperationException(
                        "A file can't be stored on " + target.name() + " by SFTP (" + SshConnector.words(e)
                                + "). Look whether its disk is full, and whether sshd_config has the subsystem sftp.",
                        e);
            }
            throw broken(e);
        }
    }

    private SshOperationException broken(Exception cause) {
        if (session.isOpen() && cause != null) {
            return new SshOperationException(
                    "A command can't be run on " + target.name() + " (" + SshConnector.words(cause)
                            + "). Look whether this login may run commands (shell, ForceCommand in sshd_config).",
                    cause);
        }
        return new SshOperationException("The connection to " + target.name()
                + " ended in the middle. Look whether the server runs and is reached, and retry.", cause);
    }

    @Override
    public void close() {
        session.close(true);
    }
}
