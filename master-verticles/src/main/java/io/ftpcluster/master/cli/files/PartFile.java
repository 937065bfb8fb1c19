package io.ftpcluster.master.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that is being downloaded, beside its place, which it gets when it is whole. Its name says of which version it is a part,
 * so that nobody ever puts two versions together. It is locked against another command that has the same in mind.
 */
final class PartFile implements AutoCloseable {

    private static final int LONGEST_NAME = 220;

    private final Path path;
    private final FileChannel channel;
    private final boolean resumable;

    private PartFile(Path path, FileChannel channel, boolean resumable) {
        this.path = path;
        this.channel = channel;
        this.resumable = resumable;
    }

    /** @param tag of the version; empty: nobody can go on with it */
    static PartFile open(Path target, Optional<String> tag) throws IOException {
        String name = target.getFileName().toString();
        String start = name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME ? VersionHash.of(name) : name;
        Path path = target.resolveSibling(start + tag.map(text -> "." + VersionHash.of(text)).orElse("") + ".part");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            // By another thread of this command.
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IOException("another command is downloading to it (" + LocalProblem.shown(path) + ")");
        }
        return new PartFile(path, channel, tag.isPresent());
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    long length() throws IOException {
        return channel.size();
    }

    void continueAt(long offset) throws IOException {
        channel.truncate(offset);
        channel.position(offset);
    }

    /**
     * Gives it its place.
     *
     * @param modified null: stays now
     */
    void become(Path target, Instant modified, boolean replace) throws IOException {
        channel.close();
        if (modified != null) {
            Files.setLastModifiedTime(path, FileTime.from(modified));
        }
        if (replace) {
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(path, target);
        }
    }

    /**
     * After a failure.
     *
     * @return what is left to go on with, if anything
     */
    Optional<Path> giveUp() throws IOException {
        boolean worthless = !resumable || channel.size() == 0;
        channel.close();
        if (worthless) {
            Files.deleteIfExists(path);
            return Optional.empty();
        }
        return Optional.of(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
