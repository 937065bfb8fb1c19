package io.ftpcluster.agent.action;

import io.ftpcluster.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The end of a file of log lines, made printable. However long the file or a line is, little of it is read. */
final class LogTail {

    private static final int MOST_READ = 65_536;
    private static final int LONGEST = 4096;
    /** Of one answer, as JSON; a frame has 65,536. */
    private static final int MOST_BYTES = 56_000;
    /** In JSON, for the name of a line. */
    private static final int NAME_BYTES = 16;
    private static final int ROOT = 0;

    private final Path file;

    LogTail(Path file) {
        this.file = file;
    }

    /**
     * The last lines, the oldest first; fewer when they are long.
     *
     * @throws ActionException when there is no such file, or one that others than root could have put there
     */
    List<String> last(int lines) throws ActionException {
        try {
            requireRoots();
            Deque<String> last = new ArrayDeque<>();
            List<String> read = read();
            int bytes = 0;
            for (int i = read.size() - 1; i >= 0 && last.size() < lines; i--) {
                String line = Printable.line(read.get(i).replace('\t', ' '), LONGEST);
                String cut = line.substring(0, Math.min(LONGEST, line.length()));
                bytes += cost(cut);
                if (bytes > MOST_BYTES) {
                    break;
                }
                last.addFirst(cut);
            }
            return List.copyOf(last);
        } catch (NoSuchFileException e) {
            throw ActionException.failed("there is no " + file + " (AGENT_FTP_LOG)", e);
        } catch (IOException e) {
            throw ActionException.failed(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Whoever else could choose the file could have the agent, which is root, read any. */
    private void requireRoots() throws IOException, ActionException {
        Map<String, Object> found = Files.readAttributes(file, "unix:isRegularFile,uid", LinkOption.NOFOLLOW_LINKS);
        if (!Boolean.TRUE.equals(found.get("isRegularFile")) || !Integer.valueOf(ROOT).equals(found.get("uid"))) {
            throw ActionException.failed(file + " (AGENT_FTP_LOG) must be a file of root's, and no link", null);
        }
    }

    private List<String> read() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long from = Math.max(0, channel.size() - MOST_READ);
            channel.position(from);
            ByteBuffer bytes = ByteBuffer.allocate(MOST_READ);
            int got = 0;
            while (got >= 0 && bytes.hasRemaining()) {
                got = channel.read(bytes);
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int begin = from == 0 ? 0 : text.indexOf('\n') + 1;
            return text.substring(begin).lines().toList();
        }
    }

    private static int cost(String line) {
        return NAME_BYTES + line.chars().map(c -> c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3).sum();
    }
}
