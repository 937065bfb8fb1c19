package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** One file from the portal to this machine: to a part beside its place first. Used on one thread. */
final class Download implements FileTransfer {

    private static final int PARTIAL = 206;

    private final PortalFiles files;
    private final RemoteAddress source;
    private final Path target;
    private final TransferOptions options;
    private final TransferReport report;
    private final AtomicLong moved = new AtomicLong();
    private boolean sizeKnown;
    private RemoteInfo info;
    private PartFile part;
    private IOException refused;

    /** @param sizeKnown whether the report has its size already */
    Download(PortalFiles files, RemoteAddress source, Path target, TransferOptions options, TransferReport report,
            boolean sizeKnown) {
        this.files = files;
        this.source = source;
        this.target = target;
        this.options = options;
        this.report = report;
        this.sizeKnown = sizeKnown;
    }

    @Override
    public String name() {
        return source.shown();
    }

    @Override
    public Outcome run() {
        Optional<RemoteInfo> found = options.resume() ? files.find(source) : Optional.empty();
        if (isThere(found)) {
            return Outcome.THERE;
        }
        boolean whole = false;
        try {
            long offset = found.filter(file -> !file.folder()).isPresent() ? resume(found.get()) : 0;
            if (offset == 0 || offset < info.size()) {
                transfer(offset);
            }
            part.become(target, info.modified(), options.force());
            whole = true;
            return Outcome.DONE;
        } catch (IOException e) {
            throw LocalProblem.writing(target, e);
        } finally {
            if (!whole) {
                giveUp();
            }
        }
    }

    /** What is whole already needs nothing; what else is there must not be lost. */
    private boolean isThere(Optional<RemoteInfo> found) {
        try {
            BasicFileAttributes there = Files.readAttributes(target, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            boolean same = found
                    .filter(file -> there.isRegularFile() && file.size() == there.size() && file.modified() != null
                            && file.modified()
                                    .equals(there.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS)))
                    .isPresent();
            if (!same && there.isDirectory()) {
                throw new CommandException(ExitCodes.REFUSED, LocalProblem.shown(target) + " is a folder");
            }
            if (!same && !options.force()) {
                throw new CommandException(ExitCodes.REFUSED, LocalProblem.shown(target)
                        + " is there already: --force replaces it, and --resume passes over what is whole");
            }
            return same;
        } catch (IOException none) {
            return false;
        }
    }

    /** @return how much there is of it already */
    private long resume(RemoteInfo found) throws IOException {
        if (found.tag().isEmpty() || found.size() <= 0) {
            return 0;
        }
        info = found;
        part = PartFile.open(target, found.tag());
        long offset = Math.min(part.length(), found.size());
        part.continueAt(offset);
        if (!sizeKnown) {
            report.expectBytes(found.size());
            sizeKnown = true;
        }
        report.passOver(offset);
        return offset;
    }

    private void transfer(long offset) throws IOException {
        HttpResponse<String> response;
        try {
            response = files.exchange().ask(() -> request(offset), head -> body(head, offset), moved::get);
        } catch (CommandException e) {
            if (refused != null) {
                throw refused;
            }
            throw e;
        }
        if (response.statusCode() != 200 && response.statusCode() != PARTIAL) {
            throw files.refusal(response);
        }
    }

    private HttpRequest request(long offset) {
        HttpRequest.Builder request = files.request(source.asFile()).GET();
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-").header("If-Range", info.tag().orElseThrow());
        }
        return request.build();
    }

    private BodySubscriber<String> body(ResponseInfo head, long offset) {
        try {
            if (head.statusCode() == PARTIAL) {
                String range = head.headers().firstValue("Content-Range").orElse("");
                if (!range.startsWith("bytes " + offset + "-")) {
                    throw new IOException("the portal sent another part of the file (" + range + ")");
                }
            } else if (head.statusCode() == 200) {
                fromTheStart(RemoteInfo.of(head.headers()));
            } else {
                return Exchange.words().apply(head);
            }
            return new ChannelSubscriber(part.channel(), this::count, cause -> refused = cause);
        } catch (IOException e) {
            refused = e;
            throw new UncheckedIOException(e);
        }
    }

    private void count(long bytes) {
        moved.addAndGet(bytes);
        report.moved(bytes);
    }

    /** The whole file comes, perhaps as another version than the part was of. */
    private void fromTheStart(RemoteInfo said) throws IOException {
        if (part != null) {
            part.close();
        }
        info = said;
        part = PartFile.open(target, said.tag());
        part.continueAt(0);
        if (!sizeKnown && said.size() > 0) {
            report.expectBytes(said.size());
            sizeKnown = true;
        }
    }

    private void giveUp() {
        try {
            if (part != null) {
                part.giveUp()
                        .ifPresent(left -> report.remark(name() + ": what has come is kept in "
                                + LocalProblem.shown(left) + "; --resume goes on from there"));
            }
        } catch (IOException e) {
            report.remark("can't remove " + LocalProblem.shown(part.path()));
        }
    }
}
