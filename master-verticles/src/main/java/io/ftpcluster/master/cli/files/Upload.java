package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** One file from this machine to the portal, which gives it its name when it is whole. */
final class Upload implements FileTransfer {

    /** Above it a refusal shall come before the bytes. */
    private static final long SMALL = 64 * 1024;
    private static final int TAKEN_AWAY = 202;

    private final PortalFiles files;
    private final Path source;
    private final RemoteAddress target;
    private final TransferOptions options;
    private final TransferReport report;

    Upload(PortalFiles files, Path source, RemoteAddress target, TransferOptions options, TransferReport report) {
        this.files = files;
        this.source = source;
        this.target = target;
        this.options = options;
        this.report = report;
    }

    @Override
    public String name() {
        return LocalProblem.shown(source);
    }

    @Override
    public Outcome run() {
        try (FileChannel channel = FileChannel.open(source, StandardOpenOption.READ)) {
            BasicFileAttributes local = Files.readAttributes(source, BasicFileAttributes.class);
            if (options.resume() && isThere(local)) {
                return Outcome.THERE;
            }
            if (options.resume() && channel.size() > ResumableUpload.LEAST) {
                String version = local.size() + " " + local.lastModifiedTime().toMillis();
                new ResumableUpload(files, channel, target, version, report).run(options.force());
            } else {
                whole(channel);
            }
            return Outcome.DONE;
        } catch (IOException e) {
            throw LocalProblem.reading(source, e);
        }
    }

    /** As long, and not older than what is here, as nothing tells the server the time of what is here. */
    private boolean isThere(BasicFileAttributes local) {
        Optional<RemoteInfo> found = files.find(target);
        Instant changed = local.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        boolean same = found.filter(there -> !there.folder() && there.size() == local.size() && there.modified() != null
                && !there.modified().isBefore(changed)).isPresent();
        if (found.isPresent() && found.get().folder()) {
            throw new CommandException(ExitCodes.REFUSED, target.shown() + " is a folder");
        }
        if (found.isPresent() && !same && !options.force()) {
            throw PortalFiles.thereAlready();
        }
        return same;
    }

    private void whole(FileChannel channel) throws IOException {
        long size = channel.size();
        HttpResponse<String> response = files.exchange()
                .ask(() -> request(files, target, options.force())
                        .PUT(FilePublisher.of(channel, 0, size, report::moved))
                        .expectContinue(size > SMALL)
                        .build(), Exchange.words(), report::movedBytes);
        finish(files, target, response, report);
    }

    static HttpRequest.Builder request(PortalFiles files, RemoteAddress target, boolean replace) {
        HttpRequest.Builder request = files.request(target.asFile());
        return replace ? request : request.header("If-None-Match", "*");
    }

    static void finish(PortalFiles files, RemoteAddress target, HttpResponse<String> response, TransferReport report) {
        files.require(response);
        if (response.statusCode() == TAKEN_AWAY) {
            report.remark(target.shown() + ": the server has all bytes and took the file away before it had its name");
        }
    }
}
