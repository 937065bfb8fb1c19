package io.ftpcluster.master.files;

import static io.ftpcluster.master.files.FtpProxyBed.BOB;
import static io.ftpcluster.master.files.FtpProxyBed.at;
import static io.ftpcluster.master.files.FtpProxyBed.fails;
import static io.ftpcluster.master.files.FtpProxyBed.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FtpProxyVerticleTest {

    @RegisterExtension
    private final FtpProxyBed proxy = new FtpProxyBed();

    @Test
    void readsOnTheAskersContextAndRecordsIt() throws Exception {
        Promise<String> promise = Promise.promise();
        Context context = proxy.vertx.getOrCreateContext();
        context.runOnContext(v -> proxy.open().compose(handle -> handle.read(0, -1)).onSuccess(content -> {
            Buffer all = Buffer.buffer();
            content.handler(chunk -> {
                assertEquals(context, proxy.vertx.getOrCreateContext());
                all.appendBuffer(chunk);
            }).endHandler(end -> promise.complete(all.toString())).exceptionHandler(promise::fail);
            content.resume();
        }).onFailure(promise::fail));
        assertEquals("0123456789", get(promise.future()));
        Audit.Entry entry = proxy.trail.poll(30, TimeUnit.SECONDS);
        assertEquals("file.download", entry.action());
        assertEquals("alpha:/dir/file", entry.target());
        assertEquals("bob", entry.actor().username());
        assertTrue(proxy.server.received().contains("RETR /srv/dir/file"), proxy.server.received().toString());
        assertTrue(proxy.server.received().contains("PASS word"));
    }

    private Future<Done> tryLogin() {
        return proxy.bus.request(Files.TRY_LOGIN, new Files.TryLogin(Actor.SYSTEM, "bob", "alpha"));
    }

    @Test
    void triesALoginAnewThatNeedsNoRight() throws Exception {
        get(proxy.list()).close();
        proxy.rights = EnumSet.noneOf(Right.class);
        get(tryLogin());
        assertEquals(2, proxy.server.received().stream().filter("PASS word"::equals).count(),
                proxy.server.received().toString());
        proxy.server.answers("PASS", "530 no");
        // In the server's words: it is an admin who reads them, beside the account that was made.
        assertEquals("alpha: the login failed: the server refused the login of 'ann' (530 no).",
                fails(FailureCode.BACKEND_FAILED, tryLogin()));
        proxy.revoked = true;
        fails(FailureCode.NOT_FOUND, tryLogin());
    }

    @Test
    void looksAreNoDownloads() throws Exception {
        get(proxy.open()).close();
        get(proxy.list()).close();
        assertTrue(proxy.trail.isEmpty());
    }

    @Test
    void keepsTheTopFolder() throws Exception {
        proxy.takesChanges();
        fails(FailureCode.INVALID, proxy.bus.request(Files.REMOVE, new Files.Remove(BOB, at("/"), true)));
        fails(FailureCode.INVALID, proxy.rename("/", true));
        fails(FailureCode.INVALID,
                proxy.bus.request(Files.RENAME, new Files.Rename(BOB, at("/"), RemotePath.parse("/x"), true)));
        fails(FailureCode.INVALID, proxy.bus.request(Files.UPLOAD, new Files.Upload(BOB, at("/"), false, 0, -1)));
        fails(FailureCode.INVALID, proxy.upload(false, -1));
        get(proxy.remove());
        // Nothing before it: what was refused left nothing half done.
        proxy.recorded("file.delete", "alpha:/dir/file", ", with everything in it");
    }

    @Test
    void recordsChangesThatHappened() throws Exception {
        proxy.takesChanges();
        proxy.server.on("SIZE", (client, argument) -> client.say(argument.contains(".part") ? "213 0" : "213 10"));
        get(get(proxy.upload(false, 0)).commit());
        proxy.recorded("file.upload", "alpha:/dir/file", ", over an older one");
        get(proxy.makeFolder());
        proxy.recorded("folder.create", "alpha:/dir/new", "");
        proxy.server.answers("SIZE", "550 none");
        get(proxy.rename("/dir/other", true));
        proxy.recorded("file.rename", "alpha:/dir/file", ", to /dir/other");
        get(proxy.remove());
        proxy.recorded("file.delete", "alpha:/dir/file", ", with everything in it");
        proxy.server.answers("MKD", "451 no");
        fails(FailureCode.BACKEND_FAILED, proxy.makeFolder());
        get(proxy.upload(false, 0)).abort();
        assertTrue(proxy.trail.isEmpty());
        assertTrue(proxy.server.received().contains("RNTO /srv/dir/other"));
    }

    @Test
    void aLookTakesNoPlaceOfATransfer() throws Exception {
        FileStreams.Handle first = get(proxy.open());
        FileStreams.Handle second = get(proxy.open());
        fails(FailureCode.THROTTLED, proxy.open());
        assertEquals(new Files.Info("file", Files.Type.FILE, 10, Instant.parse("2024-01-02T03:04:05Z"), false),
                get(proxy.stat("/dir/file")));
        first.close();
        second.close();
        assertTrue(proxy.trail.isEmpty());
    }

    @Test
    void hitsNothingOfAnotherKindThanWasNamed() throws Exception {
        proxy.takesChanges();
        fails(FailureCode.NOT_FOUND, proxy.remove("/dir/file", Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, proxy.remove("/dir", Files.Kind.FILE));
        fails(FailureCode.NOT_FOUND, proxy.remove("/dir/none", Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, proxy.rename("/dir/file", Files.Kind.FOLDER, Files.Kind.FOLDER));
        fails(FailureCode.NOT_FOUND, proxy.rename("/dir", Files.Kind.FILE, Files.Kind.ANY));
        fails(FailureCode.CONFLICT, proxy.rename("/dir/file", Files.Kind.ANY, Files.Kind.FOLDER));
        fails(FailureCode.CONFLICT, proxy.rename("/dir", Files.Kind.FOLDER, Files.Kind.FILE));
        fails(FailureCode.NOT_FOUND, proxy.rename("/dir/none", Files.Kind.ANY, Files.Kind.FOLDER));
        assertTrue(proxy.server.received().stream().noneMatch(line -> line.matches("(RNFR|DELE|RMD).*")),
                proxy.server.received().toString());
        get(proxy.rename("/dir/file", Files.Kind.FILE, Files.Kind.FILE));
        get(proxy.rename("/dir", Files.Kind.FOLDER, Files.Kind.FOLDER));
        get(proxy.remove("/dir/file", Files.Kind.FILE));
        get(proxy.remove("/dir", Files.Kind.FOLDER));
        // No right to look is needed, as nothing is told but that.
        proxy.rights = EnumSet.of(Right.DELETE);
        fails(FailureCode.NOT_FOUND, proxy.remove("/dir/file", Files.Kind.FOLDER));
    }

    @Test
    void whatCannotBeEnteredMayBeDeletedAsAFolder() throws Exception {
        proxy.takesChanges();
        proxy.server.answers("SIZE", "550 none")
                .on("CWD", (client, argument) -> client
                        .say(argument.endsWith("closed") ? "550 Permission denied." : "250 there"));
        fails(FailureCode.NOT_FOUND, proxy.remove("/closed", Files.Kind.FILE));
        get(proxy.remove("/closed", Files.Kind.FOLDER));
    }

    @Test
    void whereNoKindIsNamedTheServerIsNotAskedForIt() throws Exception {
        proxy.takesChanges();
        get(proxy.remove("/dir/file", Files.Kind.ANY));
        assertTrue(proxy.server.received().stream().noneMatch(line -> line.matches("(SIZE|CWD|MDTM|MLST).*")),
                proxy.server.received().toString());
    }

    @Test
    void whoeverMayUploadMaySetTheTime() throws Exception {
        proxy.server.answers("FEAT", "211-x\r\n MFMT\r\n211 end").answers("MFMT", "213 set");
        Files.SetModified request = new Files.SetModified(BOB, at("/dir/file"),
                Instant.parse("2020-02-03T04:05:06.789Z"));
        proxy.rights = EnumSet.complementOf(EnumSet.of(Right.UPLOAD));
        fails(FailureCode.FORBIDDEN, proxy.bus.request(Files.SET_MODIFIED, request));
        assertEquals(0, proxy.server.connections());
        proxy.rights = EnumSet.of(Right.UPLOAD);
        get(proxy.bus.request(Files.SET_MODIFIED, request));
        assertTrue(proxy.server.received().contains("MFMT 20200203040506 /srv/dir/file"),
                proxy.server.received().toString());
        proxy.recorded("file.set-modified", "alpha:/dir/file", ", to 2020-02-03T04:05:06Z");
        proxy.server.answers("MFMT", "550 no");
        fails(FailureCode.FORBIDDEN, proxy.bus.request(Files.SET_MODIFIED, request));
        assertTrue(proxy.trail.isEmpty());
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
        proxy.server.on("CWD", (client, argument) -> {
            if (hangs.getCount() > 0) {
                hangs.countDown();
                proxy.server.awaitClose();
            }
            client.say("250 there");
        });
        Future<Files.OpenFolder> hanging = proxy.list();
        assertTrue(hangs.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 20; i++) {
            get(proxy.open()).close();
        }
        assertTrue(!hanging.isComplete());
    }
}
