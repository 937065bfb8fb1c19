package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FtpProxyVerticleTest {

    private static final Config.Ftp LIMITS = new Config.Ftp(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(60), 4);

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedFtp server = new ScriptedFtp();
    private final BlockingQueue<Audit.Entry> trail = new LinkedBlockingQueue<>();
    private volatile Set<Right> rights = EnumSet.allOf(Right.class);
    private volatile boolean revoked;
    private Bus bus;

    /** Puts a prefix before the secret. */
    private static final class PrefixBox implements SecretBox {
        @Override
        public Secret seal(Secret plain) {
            return new Secret("sealed:" + plain.value());
        }

        @Override
        public Secret open(Secret sealed) {
            return new Secret(sealed.value().substring("sealed:".length()));
        }

        @Override
        public boolean isCurrent(Secret sealed) {
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        bus = new Bus(vertx, Messages.addresses());
        get(bus.answer(Permissions.LOGIN, this::login));
        get(bus.answer(Audit.RECORD, entry -> {
            trail.add(entry);
            return Done.DONE;
        }));
        get(vertx.deployVerticle(new FtpProxyVerticle(bus, new PrefixBox(), LIMITS),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
        server.close();
    }

    private Permissions.Login login(Permissions.FindLogin request) {
        if (revoked || !request.username().equals("bob") || !request.alias().equals("alpha")) {
            throw Failure.notFound("no such folder").exception();
        }
        Servers.Settings settings = new Servers.Settings("alpha", "127.0.0.1", server.port(), Servers.FtpSecurity.NONE,
                null, null, null);
        return new Permissions.Login(
                new Permissions.Permission("p", "u", "bob", "s", "alpha", "ann", rights, "/srv", Instant.EPOCH),
                new Servers.Server("s", settings, Instant.EPOCH), new Secret("sealed:word"));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void fails(FailureCode code, Future<?> future) {
        Throwable cause = assertThrows(ExecutionException.class, () -> get(future)).getCause();
        assertEquals(code, ((FailureException) cause).failure().code());
    }

    private static Files.Location at(String path) {
        return new Files.Location("bob", "alpha", RemotePath.parse(path));
    }

    private Future<Files.Handle> open() {
        return bus.request(Files.OPEN, new Files.Open(new Actor("u", "bob", "192.0.2.1"), at("/dir/file")));
    }

    private Future<Files.Listing> list() {
        return bus.request(Files.LIST, new Files.ListFolder(Actor.SYSTEM, at("/dir")));
    }

    @Test
    void readsOnTheAskersContextAndRecordsIt() throws Exception {
        Promise<String> promise = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(v -> open().compose(handle -> handle.read(0, -1)).onSuccess(content -> {
            Buffer all = Buffer.buffer();
            content.handler(chunk -> {
                assertEquals(context, vertx.getOrCreateContext());
                all.appendBuffer(chunk);
            }).endHandler(end -> promise.complete(all.toString())).exceptionHandler(promise::fail);
            content.resume();
        }).onFailure(promise::fail));
        assertEquals("0123456789", get(promise.future()));
        Audit.Entry entry = trail.poll(10, TimeUnit.SECONDS);
        assertEquals("file.download", entry.action());
        assertEquals("alpha:/dir/file", entry.target());
        assertEquals("bob", entry.actor().username());
        assertTrue(server.received().contains("RETR /srv/dir/file"), server.received().toString());
        assertTrue(server.received().contains("PASS word"));
    }

    @Test
    void looksAreNoDownloads() throws Exception {
        get(open()).close();
        get(list());
        assertTrue(trail.isEmpty());
    }

    @Test
    void endsARevokedPermissionAtOnce() throws Exception {
        get(open()).close();
        revoked = true;
        fails(FailureCode.NOT_FOUND, open());
        fails(FailureCode.NOT_FOUND, list());
    }

    @Test
    void asksForTheRightThatIsUsed() throws Exception {
        rights = EnumSet.of(Right.LIST);
        get(list());
        fails(FailureCode.FORBIDDEN, open());
        rights = EnumSet.of(Right.DOWNLOAD);
        get(open()).close();
        fails(FailureCode.FORBIDDEN, list());
    }

    @Test
    void oneServerThatHangsHoldsUpNobody() throws Exception {
        server.hangs("LIST");
        Future<Files.Listing> hanging = list();
        for (int i = 0; i < 20; i++) {
            get(open()).close();
        }
        assertTrue(!hanging.isComplete());
    }
}
