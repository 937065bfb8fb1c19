package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ftp.FtpFiles;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.ScriptedFtp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a transfer ends, it leaves the list and gives its permit back: there is only one here. */
class TransferEndsTest {

    private static final Node WEST = new Node("w", "west", "1", "", Instant.EPOCH, true);
    private static final long PATIENCE = 20;
    private static final Actor ANN = Actors.user("u", "ann", "192.0.2.1");
    private static final Actor ADMIN = Actors.admin("a", "admin", "192.0.2.9");
    private static final Files.Location FILE = new Files.Location("ann", "alpha", RemotePath.parse("/dir/file"));

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedFtp server = new ScriptedFtp();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TransferRegistry transfers = new TransferRegistry(new Config.Transfers(1, 0), WEST, meters);
    private final BlockingQueue<Audit.Entry> trail = new LinkedBlockingQueue<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private Bus bus;

    /** Seals nothing. */
    private static final class OpenBox implements SecretBox {
        @Override
        public Secret seal(Secret plain) {
            return plain;
        }

        @Override
        public Secret open(Secret sealed) {
            return sealed;
        }

        @Override
        public List<String> fingerprints() {
            return List.of();
        }

        @Override
        public boolean isCurrent(Secret sealed) {
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        Duration patience = Duration.ofSeconds(10);
        bus = new Bus(vertx, Messages.addresses(), Messages.topics());
        get(bus.answer(Permissions.LOGIN, this::login));
        get(bus.answer(Audit.RECORD, entry -> {
            trail.add(entry);
            return Done.DONE;
        }));
        get(vertx.deployVerticle(new FtpProxyVerticle(bus, new OpenBox(),
                () -> new FtpFiles(vertx, new Config.Ftp(patience, patience, patience, patience, patience, 4)),
                transfers), new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        get(vertx.deployVerticle(new TransfersVerticle(bus, transfers),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        server.on("SIZE", (control, argument) -> control.say(argument.endsWith("file") ? "213 10" : "550 none"))
                .on("CWD", (control, argument) -> control.say(argument.endsWith("dir") ? "250 there" : "550 none"));
    }

    @AfterEach
    void stop() throws Exception {
        finished.countDown();
        get(vertx.close());
        server.close();
    }

    private Permissions.Login login(Permissions.FindLogin request) {
        Servers.Settings settings = new Servers.Settings("alpha", "127.0.0.1", server.port(), Servers.FtpSecurity.NONE,
                null, null, null);
        return new Permissions.Login(new Permissions.Permission("p", "u", "ann", "s", "alpha", "ftp",
                EnumSet.allOf(Permissions.Right.class), null, Instant.EPOCH),
                new Servers.Server("s", settings, Instant.EPOCH), new Secret("word"));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(PATIENCE, TimeUnit.SECONDS);
    }

    private static FailureCode code(Future<?> future) {
        return assertThrows(FailureException.class, () -> get(future)).failure().code();
    }

    private Future<FileStreams.Handle> open() {
        return bus.request(Files.OPEN, new Files.Open(ANN, FILE));
    }

    private FileStreams.Content read() throws Exception {
        return get(open().compose(handle -> handle.read(0, -1)));
    }

    /** All that comes, or what it failed with. */
    private static Future<String> drain(FileStreams.Content content) {
        Promise<String> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        content.exceptionHandler(promise::fail)
                .endHandler(end -> promise.complete(all.toString()))
                .handler(all::appendBuffer)
                .resume();
        return promise.future();
    }

    private FileStreams.Sink upload() throws Exception {
        return get(bus.request(Files.UPLOAD, new Files.Upload(ANN, FILE, false, 0, -1)));
    }

    private void left(String direction, String outcome) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!transfers.isIdle()) {
            assertTrue(System.nanoTime() < deadline, outcome);
            Eventually.pause();
        }
        assertEquals(1,
                meters.get("ftpcluster.transfers").tags("direction", direction, "outcome", outcome).counter().count(),
                outcome);
    }

    @Test
    void downloads() throws Exception {
        assertEquals("0123456789", get(drain(read())));
        left("download", "completed");
        read().abort();
        left("download", "aborted");
        server.on("RETR", (control, argument) -> control.transfer("0123", "426 broken"));
        assertEquals(FailureCode.BACKEND_FAILED, code(drain(read())));
        left("download", "failed");
    }

    @Test
    void aDownloadThatNobodyListensTo() throws Exception {
        server.on("RETR", (control, argument) -> control.transfer("0123", "426 broken"));
        read();
        left("download", "failed");
    }

    @Test
    void whatIsNoDownloadYet() throws Exception {
        get(open()).close();
        server.answers("RETR", "550 no");
        assertEquals(FailureCode.FORBIDDEN, code(open().compose(handle -> handle.read(0, -1))));
        server.answers("SIZE", "550 none");
        assertEquals(FailureCode.NOT_FOUND, code(open()));
        assertTrue(transfers.isIdle());
    }

    @Test
    void uploads() throws Exception {
        takesUploads("226 done");
        get(upload().commit());
        left("upload", "completed");
        upload().abort();
        left("upload", "aborted");
        takesUploads("452 full");
        assertEquals(FailureCode.INSUFFICIENT_STORAGE, code(upload().commit()));
        left("upload", "failed");
    }

    private void takesUploads(String lastReply) {
        server.on("SIZE", (control, argument) -> control.say(argument.contains(".part") ? "213 0" : "550 none"))
                .on("STOR", (control, argument) -> {
                    control.say("150 give");
                    control.data().getInputStream().transferTo(OutputStream.nullOutputStream());
                    control.say(lastReply);
                })
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 fine")
                .answers("DELE", "250 gone");
    }

    @Test
    void anAdminEndsADownload() throws Exception {
        server.on("RETR", (control, argument) -> {
            control.say("150 here it comes");
            control.data().getOutputStream().write(new byte[5]);
            finished.await();
        });
        Future<String> reader = drain(read());
        Transfers.Transfer moving = get(bus.request(Transfers.LIST.of("w"), new Transfers.FindAll("u"))).transfers()
                .getFirst();
        assertEquals(FailureCode.THROTTLED, code(open()), "there is one permit");
        get(bus.request(Transfers.END.of("w"), new Transfers.End(ADMIN, moving.id())));
        assertEquals(FailureCode.FORBIDDEN, code(reader));
        left("download", "ended");
        assertEquals("file.download", trail.poll(PATIENCE, TimeUnit.SECONDS).action());
        Audit.Entry entry = trail.poll(PATIENCE, TimeUnit.SECONDS);
        assertEquals(ADMIN, entry.actor());
        assertEquals("transfer.end", entry.action());
        assertTrue(entry.detail().startsWith("in the folders of ann, a download by ann, after "), entry.detail());
        assertEquals(FailureCode.NOT_FOUND,
                code(bus.request(Transfers.END.of("w"), new Transfers.End(ADMIN, moving.id()))));
    }

    @Test
    void anAdminEndsAnUpload() throws Exception {
        takesUploads("426 cut");
        FileStreams.Sink sink = upload();
        Promise<Throwable> heard = Promise.promise();
        sink.exceptionHandler(heard::tryComplete);
        get(sink.write(Buffer.buffer("some")));
        transfers.end(Actor.SYSTEM, transfers.list(null).getFirst().id());
        assertEquals(FailureCode.FORBIDDEN, ((FailureException) get(heard.future())).failure().code());
        assertTrue(server.received().stream().anyMatch(line -> line.startsWith("DELE ")), "before the writer hears it");
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("RNTO")));
        assertEquals(FailureCode.FORBIDDEN, code(sink.commit()));
        left("upload", "ended");
    }

    /** The bytes are all there, but not confirmed yet. */
    @Test
    void anAdminEndsAnUploadAtItsEnd() throws Exception {
        takesUploads("226 done");
        CountDownLatch asked = new CountDownLatch(1);
        server.on("STOR", (control, argument) -> {
            control.say("150 give");
            control.data().getInputStream().transferTo(OutputStream.nullOutputStream());
            asked.countDown();
            finished.await();
            control.say("226 done");
        });
        Future<Boolean> commit = upload().commit();
        assertTrue(asked.await(PATIENCE, TimeUnit.SECONDS));
        transfers.end(Actor.SYSTEM, transfers.list(null).getFirst().id());
        finished.countDown();
        assertEquals(FailureCode.FORBIDDEN, code(commit));
        left("upload", "ended");
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("RNTO")));
    }
}
