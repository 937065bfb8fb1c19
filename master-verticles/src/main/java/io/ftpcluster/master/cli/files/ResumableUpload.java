package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.PortalClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An upload that another one can go on with. The portal leaves nothing of a new file that breaks off, but what came when one is
 * continued; so the beginning is stored as a part beside the file, continued to its end, and moved to its name.
 */
final class ResumableUpload {

    /** Smaller files are sent whole; of larger ones so much is the beginning. */
    static final long LEAST = 1 << 20;
    /** As much of a part's end is compared. */
    private static final int COMPARED = 64 * 1024;
    /** The server may still be closing what broke off. */
    private static final int TRIES = 5;

    private static final int PARTIAL = 206;
    private static final int INVALID = 400;

    private final PortalFiles files;
    private final FileChannel channel;
    private final RemoteAddress target;
    private final RemoteAddress part;
    private final TransferReport report;
    private final long size;

    /** @param version of the local file, so that a changed one begins anew */
    ResumableUpload(PortalFiles files, FileChannel channel, RemoteAddress target, String version, TransferReport report)
            throws IOException {
        this.files = files;
        this.channel = channel;
        this.target = target;
        this.part = target.sibling(target.segments().getLast() + "." + VersionHash.of(version) + ".part");
        this.report = report;
        this.size = channel.size();
    }

    void run(boolean replace) throws IOException {
        long offset = length();
        if (offset > 0 && !endsAlike(offset)) {
            offset = 0;
        }
        report.passOver(offset);
        if (offset == 0) {
            files.require(send(0, LEAST));
            offset = LEAST;
        }
        goOn(offset);
        files.move(part, target.asFile(), replace);
    }

    private void goOn(long from) {
        long offset = from;
        for (int left = TRIES; offset < size; left--) {
            HttpResponse<String> response = send(offset, size - offset);
            if (response.statusCode() != INVALID || left == 0) {
                files.require(response);
                return;
            }
            pause();
            long now = length();
            report.passOver(now - offset);
            offset = now;
        }
    }

    /** Of what is there, if it can be the beginning. */
    private long length() {
        return files.find(part)
                .filter(found -> !found.folder() && found.size() <= size)
                .map(RemoteInfo::size)
                .orElse(0L);
    }

    /** Whether the part's last bytes are this file's. Whoever may not download has nothing to compare, and the version must do. */
    private boolean endsAlike(long offset) throws IOException {
        int length = (int) Math.min(COMPARED, offset);
        HttpRequest request = files.request(part)
                .GET()
                .header("Range", "bytes=" + (offset - length) + "-" + (offset - 1))
                .build();
        HttpResponse<byte[]> response = files.exchange()
                .ask(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), 2L * COMPARED));
        if (response.statusCode() != PARTIAL) {
            return response.statusCode() == 403;
        }
        ByteBuffer here = ByteBuffer.allocate(length);
        while (here.hasRemaining() && channel.read(here, offset - length + here.position()) > 0) {
            // More comes.
        }
        return Arrays.equals(here.array(), response.body());
    }

    private HttpResponse<String> send(long offset, long length) {
        return files.exchange().ask(() -> {
            HttpRequest.Builder request = files.request(part)
                    .PUT(FilePublisher.of(channel, offset, length, report::moved))
                    .expectContinue(true);
            if (offset > 0) {
                request.header("Content-Range", "bytes " + offset + "-" + (size - 1) + "/" + size);
            }
            return request.build();
        }, Exchange.words(), report::movedBytes);
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.REFUSED, "interrupted");
        }
    }
}
