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
import io.ftpcluster.master.files.ftp.FtpFiles;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.ScriptedFtp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FtpProxyVerticleTest {

    private static final Node WEST = new Node("w", "west", "1", "", Instant.EPOCH, true);
    private static final Config.Ftp LIMITS = new Config.Ftp(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60), 4);

    private static final Actor BOB = Actors.user("u", "bob", "192.0.2.1");

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedFtp server = new ScriptedFtp();
    private final BlockingQueue<Audit.Entry> trail = new LinkedBlockingQueue<>();
    private final TransferRegistry transfers = new TransferRegistry(new Config.Transfers(2, 0), WEST,
            new SimpleMeterRegistry());
    private volatile Set<Right> rights = EnumSet.allOf(Right.class);
    private volatile boolean revoked;
    private final AtomicInteger lookedUp = new AtomicInteger();
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

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
        server.close();
    }

    private Permissions.Login login(Permissions.FindLogin request) {
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
        return bus.request(Files.OPEN, new Files.Open(BOB, at("/dir/file")));
    }

    private Future<Files.OpenFolder> list() {
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
        Audit.Entry entry = trail.poll(30, TimeUnit.SECONDS);
        assertEquals("file.download", entry.action());
        assertEquals("alpha:/dir/file", entry.target());
        assertEquals("bob", entry.actor().username());
        assertTrue(server.received().contains("RETR /srv/dir/file"), server.received().toString());
        assertTrue(server.received().contains("PASS word"));
    }

    @Test
    void looksAreNoDownloads() throws Exception {
        get(open()).close();
        get(list()).close();
        assertTrue(trail.isEmpty());
    }

    private Future<Done> tryLogin() {
        return bus.request(Files.TRY_LOGIN, new Files.TryLogin(Actor.SYSTEM, "bob", "alpha"));
    }

    @Test
    void triesALoginAnewThatNeedsNoRight() throws Exception {
        get(list()).close();
        rights = EnumSet.noneOf(Right.class);
        get(tryLogin());
        assertEquals(2, server.received().stream().filter("PASS word"::equals).count(), server.received().toString());
        server.answers("PASS", "530 no");
        fails(FailureCode.BACKEND_FAILED, tryLogin());
        revoked = true;
        fails(FailureCode.NOT_FOUND, tryLogin());
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
        get(list()).close();
        fails(FailureCode.FORBIDDEN, open());
        rights = EnumSet.of(Right.DOWNLOAD);
        get(open()).close();
        fails(FailureCode.FORBIDDEN, list());
    }

    private Future<Files.Sink> upload(boolean createOnly, long offset) {
        return bus.request(Files.UPLOAD, new Files.Upload(BOB, at("/dir/file"), createOnly, offset, -1));
    }

    private Future<Done> remove() {
        return bus.request(Files.REMOVE, new Files.Remove(BOB, at("/dir/file"), true));
    }

    private Future<Done> makeFolder() {
        return bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(BOB, at("/dir/new")));
    }

    private Future<Files.Renamed> rename(String target, boolean overwrite) {
        return bus.request(Files.RENAME, new Files.Rename(BOB, at("/dir/file"), RemotePath.parse(target), overwrite));
    }

    /** A file is at each path with {@code file} in it, nothing elsewhere. */
    private void takesChanges() {
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

    @Test
    void asksForTheRightThatAChangeUses() throws Exception {
        takesChanges();
        rights = EnumSet.complementOf(EnumSet.of(Right.UPLOAD));
        fails(FailureCode.FORBIDDEN, upload(false, 0));
        rights = EnumSet.complementOf(EnumSet.of(Right.DELETE));
        fails(FailureCode.FORBIDDEN, remove());
        rights = EnumSet.complementOf(EnumSet.of(Right.MKDIR));
        fails(FailureCode.FORBIDDEN, makeFolder());
        rights = EnumSet.complementOf(EnumSet.of(Right.RENAME));
        fails(FailureCode.FORBIDDEN, rename("/dir/other", false));
        assertEquals(0, server.connections(), "a refused request reaches no server");
        rights = EnumSet.of(Right.DELETE);
        get(remove());
        recorded("file.delete", "alpha:/dir/file", ", with everything in it");
        rights = EnumSet.of(Right.MKDIR);
        get(makeFolder());
        rights = EnumSet.of(Right.RENAME);
        get(rename("/dir/other", false));
    }

    @Test
    void replacesOnlyWithTheRightTo() throws Exception {
        takesChanges();
        rights = EnumSet.of(Right.UPLOAD, Right.RENAME);
        fails(FailureCode.FORBIDDEN, upload(false, 0));
        fails(FailureCode.FORBIDDEN, upload(false, 10));
        fails(FailureCode.EXISTS, upload(true, 0));
        fails(FailureCode.FORBIDDEN, rename("/dir/other file", true));
        fails(FailureCode.EXISTS, rename("/dir/other file", false));
        assertTrue(server.received().stream().noneMatch(line -> line.matches("(STOR|RNTO|DELE).*")));
        rights = EnumSet.of(Right.UPLOAD, Right.RENAME, Right.OVERWRITE);
        get(upload(false, 0)).abort();
        assertTrue(get(rename("/dir/other file", true)).replaced());
    }

    @Test
    void keepsTheTopFolder() throws Exception {
        takesChanges();
        fails(FailureCode.INVALID, bus.request(Files.REMOVE, new Files.Remove(BOB, at("/"), true)));
        fails(FailureCode.INVALID, rename("/", true));
        fails(FailureCode.INVALID,
                bus.request(Files.RENAME, new Files.Rename(BOB, at("/"), RemotePath.parse("/x"), true)));
        fails(FailureCode.INVALID, bus.request(Files.UPLOAD, new Files.Upload(BOB, at("/"), false, 0, -1)));
        fails(FailureCode.INVALID, upload(false, -1));
        get(remove());
        // Nothing before it: what was refused left nothing half done.
        recorded("file.delete", "alpha:/dir/file", ", with everything in it");
    }

    private void recorded(String action, String target, String detail) throws Exception {
        Audit.Entry entry = trail.poll(30, TimeUnit.SECONDS);
        assertEquals(new Audit.Entry(BOB, action, target, "in the folders of bob" + detail), entry);
    }

    @Test
    void recordsChangesThatHappened() throws Exception {
        takesChanges();
        server.on("SIZE", (client, argument) -> client.say(argument.contains(".part") ? "213 0" : "213 10"));
        get(get(upload(false, 0)).commit());
        recorded("file.upload", "alpha:/dir/file", ", over an older one");
        get(makeFolder());
        recorded("folder.create", "alpha:/dir/new", "");
        server.answers("SIZE", "550 none");
        get(rename("/dir/other", true));
        recorded("file.rename", "alpha:/dir/file", ", to /dir/other");
        get(remove());
        recorded("file.delete", "alpha:/dir/file", ", with everything in it");
        server.answers("MKD", "451 no");
        fails(FailureCode.BACKEND_FAILED, makeFolder());
        get(upload(false, 0)).abort();
        assertTrue(trail.isEmpty());
        assertTrue(server.received().contains("RNTO /srv/dir/other"));
    }

    /** All that can be asked here. */
    private List<Future<?>> everything(Actor actor, Files.Location at) {
        return List.of(bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(actor, at.username())),
                bus.request(Files.SERVERS, new Files.ListServers(actor, at.username())),
                bus.request(Files.LIST, new Files.ListFolder(actor, at)),
                bus.request(Files.STAT, new Files.Stat(actor, at)), bus.request(Files.OPEN, new Files.Open(actor, at)),
                bus.request(Files.UPLOAD, new Files.Upload(actor, at, false, -1, -1)),
                bus.request(Files.REMOVE, new Files.Remove(actor, at, true)),
                bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(actor, at)),
                bus.request(Files.RENAME, new Files.Rename(actor, at, RemotePath.parse("/x"), true)),
                bus.request(Files.SET_MODIFIED, new Files.SetModified(actor, at, Instant.EPOCH)),
                bus.request(Files.TRY_LOGIN, new Files.TryLogin(actor, at.username(), at.alias())));
    }

    /** Which the next address may forget. */
    @Test
    void everyAddressIsTriedByStrangers() {
        long files = Messages.addresses().stream().filter(address -> address.name().startsWith("files.")).count();
        assertEquals(files, everything(Actor.stranger("-"), at("/dir/file")).size());
    }

    @Test
    void nobodyGetsIntoSomebodyElsesFolders() {
        Actor carl = Actors.user("c", "carl", "192.0.2.3");
        Actor unknown = new Actor(null, "bob", Users.Role.ADMIN, "192.0.2.3", AuthenticationMethod.NONE);
        for (Files.Location at : List.of(at("/dir/file"),
                new Files.Location("nobody", "alpha", RemotePath.parse("/dir/file")))) {
            for (Actor actor : List.of(carl, unknown)) {
                everything(actor, at).forEach(this::isSomebodyElses);
                // What is known on the spot is checked on the spot.
                bus.answerLocally(Permissions.LOGIN, request -> Optional.of(login(request)));
                everything(actor, at).forEach(this::isSomebodyElses);
                bus.endLocally(Permissions.LOGIN);
            }
        }
        assertEquals(0, lookedUp.get());
        assertEquals(0, server.connections());
        assertTrue(trail.isEmpty());
    }

    private void isSomebodyElses(Future<?> future) {
        Throwable cause = assertThrows(ExecutionException.class, () -> get(future)).getCause();
        assertEquals(Failure.forbidden("This folder belongs to somebody else."), ((FailureException) cause).failure());
    }

    @Test
    void ownersAdminsAndThePortalGetIn() throws Exception {
        for (Actor actor : List.of(BOB, Actors.user("u", "BOB", "192.0.2.1"), Actors.admin("a", "root", "192.0.2.9"),
                Actor.SYSTEM)) {
            get(bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(actor, "bob")));
            get(bus.request(Files.LIST, new Files.ListFolder(actor, at("/dir")))).close();
            get(bus.request(Files.OPEN, new Files.Open(actor, at("/dir/file")))).close();
            get(bus.request(Files.STAT, new Files.Stat(actor, at("/dir/file"))));
        }
    }

    @Test
    void listsTheServersOfOneWithTheRightsThere() throws Exception {
        get(bus.answer(Permissions.LIST, find -> {
            assertEquals(new Permissions.FindAll("bob", null), find);
            return new Permissions.PermissionList(List.of(permission("alpha", Set.of(Right.LIST)),
                    permission("beta", EnumSet.of(Right.LIST, Right.UPLOAD))));
        }));
        assertEquals(
                List.of(new Files.ServerFolder("alpha", Set.of(Right.LIST)),
                        new Files.ServerFolder("beta", Set.of(Right.LIST, Right.UPLOAD))),
                get(bus.request(Files.SERVERS, new Files.ListServers(BOB, "bob"))).servers());
    }

    private static Permissions.Permission permission(String alias, Set<Right> rights) {
        return new Permissions.Permission("p-" + alias, "u", "bob", "s-" + alias, alias, "ann", rights, null,
                Instant.EPOCH);
    }

    @Test
    void aFolderComesWithWhatMayBeDoneThere() throws Exception {
        rights = EnumSet.of(Right.LIST, Right.MKDIR);
        try (Files.OpenFolder folder = get(list())) {
            assertEquals(Set.of(Right.LIST, Right.MKDIR), folder.rights());
        }
    }

    private Future<Files.Info> stat(String path) {
        return bus.request(Files.STAT, new Files.Stat(BOB, at(path)));
    }

    @Test
    void aLookTakesNoPlaceOfATransfer() throws Exception {
        Files.Handle first = get(open());
        Files.Handle second = get(open());
        fails(FailureCode.THROTTLED, open());
        assertEquals(new Files.Info("file", Files.Type.FILE, 10, Instant.parse("2024-01-02T03:04:05Z"), false),
                get(stat("/dir/file")));
        first.close();
        second.close();
        assertTrue(trail.isEmpty());
    }

    @Test
    void whoeverMayListOrDownloadMayLook() throws Exception {
        for (Right right : Right.values()) {
            rights = EnumSet.of(right);
            if (right == Right.LIST || right == Right.DOWNLOAD) {
                get(stat("/dir/file"));
            } else {
                fails(FailureCode.FORBIDDEN, stat("/dir/file"));
            }
        }
    }

    private Future<Done> remove(String path, Files.Kind expected) {
        return bus.request(Files.REMOVE, new Files.Remove(BOB, at(path), false, expected));
    }

    private Future<Files.Renamed> rename(String path, Files.Kind expected, Files.Kind targetKind) {
        return bus.request(Files.RENAME,
                new Files.Rename(BOB, at(path), RemotePath.parse("/new"), false, expected, targetKind));
    }

    @Test
    void hitsNothingOfAnotherKindThanWasNamed() throws Exception {
        takesChanges();
        fails(FailureCode.NOT_FOUND, remove("/dir/file", Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, remove("/dir", Files.Kind.FILE));
        fails(FailureCode.NOT_FOUND, remove("/dir/none", Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, rename("/dir/file", Files.Kind.FOLDER, Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, rename("/dir", Files.Kind.FILE, Files.Kind.ANY));
        fails(FailureCode.CONFLICT, rename("/dir/file", Files.Kind.ANY, Files.Kind.FOLDER));
        fails(FailureCode.CONFLICT, rename("/dir", Files.Kind.FOLDER, Files.Kind.FILE));
        fails(FailureCode.NOT_FOUND, rename("/dir/none", Files.Kind.ANY, Files.Kind.FOLDER));
        assertTrue(server.received().stream().noneMatch(line -> line.matches("(RNFR|DELE|RMD).*")),
                server.received().toString());
        get(rename("/dir/file", Files.Kind.FILE, Files.Kind.FILE));
        get(rename("/dir", Files.Kind.FOLDER, Files.Kind.FOLDER));
        get(remove("/dir/file", Files.Kind.FILE));
        get(remove("/dir", Files.Kind.FOLDER));
        // No right to look is needed, as nothing is told but that.
        rights = EnumSet.of(Right.DELETE);
        fails(FailureCode.NOT_FOUND, remove("/dir/file", Files.Kind.FOLDER));
    }

    @Test
    void whatCannotBeEnteredMayBeDeletedAsAFolder() throws Exception {
        takesChanges();
        server.answers("SIZE", "550 none")
                .on("CWD", (client, argument) -> client
                        .say(argument.endsWith("closed") ? "550 Permission denied." : "250 there"));
        fails(FailureCode.NOT_FOUND, remove("/closed", Files.Kind.FILE));
        get(remove("/closed", Files.Kind.FOLDER));
    }

    @Test
    void whereNoKindIsNamedTheServerIsNotAskedForIt() throws Exception {
        takesChanges();
        get(remove("/dir/file", Files.Kind.ANY));
        assertTrue(server.received().stream().noneMatch(line -> line.matches("(SIZE|CWD|MDTM|MLST).*")),
                server.received().toString());
    }

    @Test
    void whoeverMayUploadMaySetTheTime() throws Exception {
        server.answers("FEAT", "211-x\r\n MFMT\r\n211 end").answers("MFMT", "213 set");
        Files.SetModified request = new Files.SetModified(BOB, at("/dir/file"),
                Instant.parse("2020-02-03T04:05:06.789Z"));
        rights = EnumSet.complementOf(EnumSet.of(Right.UPLOAD));
        fails(FailureCode.FORBIDDEN, bus.request(Files.SET_MODIFIED, request));
        assertEquals(0, server.connections());
        rights = EnumSet.of(Right.UPLOAD);
        get(bus.request(Files.SET_MODIFIED, request));
        assertTrue(server.received().contains("MFMT 20200203040506 /srv/dir/file"), server.received().toString());
        recorded("file.set-modified", "alpha:/dir/file", ", to 2020-02-03T04:05:06Z");
        server.answers("MFMT", "550 no");
        fails(FailureCode.FORBIDDEN, bus.request(Files.SET_MODIFIED, request));
        assertTrue(trail.isEmpty());
    }

    @Test
    void timesThatFtpCannotSayAreRefused() {
        for (String time : List.of("1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
            FailureException refused = assertThrows(FailureException.class,
                    () -> new Files.SetModified(BOB, at("/dir/file"), Instant.parse(time)));
            assertEquals(FailureCode.INVALID, refused.failure().code());
        }
    }

    @Test
    void oneServerThatHangsHoldsUpNobody() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        server.on("CWD", (client, argument) -> {
            if (hangs.getCount() > 0) {
                hangs.countDown();
                server.awaitClose();
            }
            client.say("250 there");
        });
        Future<Files.OpenFolder> hanging = list();
        assertTrue(hangs.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 20; i++) {
            get(open()).close();
        }
        assertTrue(!hanging.isComplete());
    }
}
