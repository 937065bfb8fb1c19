package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
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
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.ScriptedFtp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An FTP proxy before a scripted server, and what its tests ask of it: the folder of bob on alpha. */
final class FtpProxyBed implements BeforeEachCallback, AfterEachCallback {

    static final Node WEST = new Node("w", "west", "1", "", Instant.EPOCH, true);
    static final Config.Ftp LIMITS = new Config.Ftp(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60), 4);

    static final Actor BOB = Actors.user("u", "bob", "192.0.2.1");

    final Vertx vertx = Vertx.vertx();
    final ScriptedFtp server = new ScriptedFtp();
    final BlockingQueue<Audit.Entry> trail = new LinkedBlockingQueue<>();
    final TransferRegistry transfers = new TransferRegistry(new Config.Transfers(2, 0), WEST,
            new SimpleMeterRegistry());
    volatile Set<Right> rights = EnumSet.allOf(Right.class);
    volatile boolean revoked;
    final AtomicInteger lookedUp = new AtomicInteger();
    Bus bus;

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
        public List<String> fingerprints() {
            return List.of();
        }

        @Override
        public boolean isCurrent(Secret sealed) {
            return true;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        bus = new Bus(vertx, Messages.addresses(), Messages.topics());
        get(bus.answer(Permissions.LOGIN, this::login));
        get(bus.answer(Audit.RECORD, entry -> {
            trail.add(entry);
            return Done.DONE;
        }));
        get(vertx.deployVerticle(
                new FtpProxyVerticle(bus, new PrefixBox(), () -> new FtpFiles(vertx, LIMITS), transfers),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        get(vertx.close());
        server.close();
    }

    Permissions.Login login(Permissions.FindLogin request) {
        lookedUp.incrementAndGet();
        if (revoked || !request.username().equals("bob") || !request.alias().equals("alpha")) {
            throw Failure.notFound("no such folder").exception();
        }
        Servers.Settings settings = new Servers.Settings("alpha", "127.0.0.1", server.port(), Servers.FtpSecurity.NONE,
                null, null, null);
        return new Permissions.Login(
                new Permissions.Permission("p", "u", "bob", "s", "alpha", "ann", rights, "/srv", Instant.EPOCH),
                new Servers.Server("s", settings, Instant.EPOCH), new Secret("sealed:word"));
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Returns what it tells people. */
    static String fails(FailureCode code, Future<?> future) {
        Throwable cause = assertThrows(ExecutionException.class, () -> get(future)).getCause();
        Failure failure = ((FailureException) cause).failure();
        assertEquals(code, failure.code());
        return failure.detail();
    }

    static Files.Location at(String path) {
        return new Files.Location("bob", "alpha", RemotePath.parse(path));
    }

    Future<FileStreams.Handle> open() {
        return bus.request(Files.OPEN, new Files.Open(BOB, at("/dir/file")));
    }

    Future<Files.OpenFolder> list() {
        return bus.request(Files.LIST, new Files.ListFolder(Actor.SYSTEM, at("/dir")));
    }

    Future<FileStreams.Sink> upload(boolean createOnly, long offset) {
        return bus.request(Files.UPLOAD, new Files.Upload(BOB, at("/dir/file"), createOnly, offset, -1));
    }

    Future<Done> remove() {
        return bus.request(Files.REMOVE, new Files.Remove(BOB, at("/dir/file"), true));
    }

    Future<Done> makeFolder() {
        return bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(BOB, at("/dir/new")));
    }

    Future<Files.Renamed> rename(String target, boolean overwrite) {
        return bus.request(Files.RENAME, new Files.Rename(BOB, at("/dir/file"), RemotePath.parse(target), overwrite));
    }

    /** A file is at each path with {@code file} in it, nothing elsewhere. */
    void takesChanges() {
        server.on("SIZE", (client, argument) -> client.say(argument.endsWith("file") ? "213 10" : "550 none"))
                .on("CWD", (client, argument) -> client.say(argument.matches(".*(srv|dir)") ? "250 there" : "550 no"))
                .on("STOR", (client, argument) -> {
                    client.say("150 give");
                    client.data().close();
                    client.say("226 done");
                })
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 fine")
                .answers("DELE", "250 gone")
                .answers("MKD", "257 made");
    }

    void recorded(String action, String target, String detail) throws Exception {
        Audit.Entry entry = trail.poll(30, TimeUnit.SECONDS);
        assertEquals(new Audit.Entry(BOB, action, target, "in the folders of bob" + detail), entry);
    }

    Future<Files.Info> stat(String path) {
        return bus.request(Files.STAT, new Files.Stat(BOB, at(path)));
    }

    Future<Done> remove(String path, Files.Kind expected) {
        return bus.request(Files.REMOVE, new Files.Remove(BOB, at(path), false, expected));
    }

    Future<Files.Renamed> rename(String path, Files.Kind expected, Files.Kind targetKind) {
        return bus.request(Files.RENAME,
                new Files.Rename(BOB, at(path), RemotePath.parse("/new"), false, expected, targetKind));
    }
}
