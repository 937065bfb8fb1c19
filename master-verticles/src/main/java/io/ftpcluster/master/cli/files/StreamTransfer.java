package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Between a file behind the portal and standard input or output, or another such file. Nobody can go on with one that breaks off. */
final class StreamTransfer {

    private static final int WORDS = 1 << 20;

    private StreamTransfer() {}

    /** Standard output gets the file. */
    record ToOutput(PortalFiles files, RemoteAddress source, TransferReport report) implements FileTransfer {

        @Override
        public String name() {
            return source.shown();
        }

        @Override
        @SuppressWarnings("resource") // Standard output stays open.
        public Outcome run() {
            FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
            AtomicReference<IOException> refused = new AtomicReference<>();
            try {
                HttpResponse<String> response = files.exchange()
                        .askOnce(files.request(source.asFile()).GET().build(),
                                head -> head.statusCode() == 200
                                        ? new ChannelSubscriber(out, report::moved, refused::set)
                                        : Exchange.words().apply(head),
                                report::movedBytes);
                files.require(response);
                return Outcome.DONE;
            } catch (CommandException e) {
                throw refused.get() == null ? e : LocalProblem.writing(Path.of("/dev/stdout"), refused.get());
            }
        }
    }

    /** Standard input becomes the file. */
    record FromInput(PortalFiles files, InputStream source, RemoteAddress target, boolean replace,
            TransferReport report) implements FileTransfer {

        @Override
        public String name() {
            return "standard input";
        }

        @Override
        public Outcome run() {
            BodyPublisher body = BodyPublishers.ofInputStream(() -> new Counting(source, report));
            send(files, target, replace, body, report);
            return Outcome.DONE;
        }
    }

    /** From one place behind the portal to another, through this machine, which keeps nothing of it. */
    record Copy(PortalFiles files, RemoteAddress source, RemoteAddress target, TransferOptions options,
            TransferReport report, boolean sizeKnown) implements FileTransfer {

        @Override
        public String name() {
            return source.shown();
        }

        @Override
        public Outcome run() {
            if (options.resume() && isThere()) {
                return Outcome.THERE;
            }
            HttpResponse<InputStream> response = files.exchange()
                    .ask(files.request(source.asFile()).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    String words = new String(in.readNBytes(WORDS), StandardCharsets.UTF_8);
                    throw files.refusal(response, words);
                }
                RemoteInfo info = RemoteInfo.of(response.headers());
                if (!sizeKnown) {
                    report.expectBytes(info.size());
                }
                BodyPublisher stream = BodyPublishers.ofInputStream(() -> new Counting(in, report));
                send(files, target, options.force(),
                        info.size() > 0
                                ? BodyPublishers.fromPublisher(stream, info.size())
                                : info.size() == 0 ? BodyPublishers.noBody() : stream,
                        report);
                return Outcome.DONE;
            } catch (IOException e) {
                CommandException failed = new CommandException(ExitCodes.REFUSED, "it broke off: " + e.getMessage());
                failed.initCause(e);
                throw failed;
            }
        }

        private boolean isThere() {
            RemoteInfo from = files.find(source).orElse(RemoteInfo.FOLDER);
            RemoteInfo to = files.find(target).orElse(null);
            boolean same = to != null && !to.folder() && from.size() == to.size() && from.modified() != null
                    && to.modified() != null && !to.modified().isBefore(from.modified());
            if (to != null && !same && !options.force()) {
                throw PortalFiles.thereAlready();
            }
            return same;
        }
    }

    private static void send(PortalFiles files, RemoteAddress target, boolean replace, BodyPublisher body,
            TransferReport report) {
        HttpResponse<String> response = files.exchange()
                .askOnce(Upload.request(files, target, replace)
                        .PUT(body)
                        .expectContinue(body.contentLength() != 0)
                        .build(), Exchange.words(), report::movedBytes);
        Upload.finish(files, target, response, report);
    }

    private static final class Counting extends FilterInputStream {

        private final TransferReport report;

        Counting(InputStream in, TransferReport report) {
            super(in);
            this.report = report;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            report.moved(Math.max(0, n));
            return n;
        }
    }
}
