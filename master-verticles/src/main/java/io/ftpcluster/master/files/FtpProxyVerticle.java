package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Transfers.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lists, opens and changes files for users, whichever way they came in: who may see whose folder is checked here, beside the
 * rights. The permission is looked up for every request, so that a revoked one ends at once.
 * Each request runs on a virtual thread of its own: one that blocks on a socket would hold up the verticle's context.
 */
public final class FtpProxyVerticle extends VerticleBase {

    /** For changes that this node wasn't told of, such as those on the database itself. */
    private static final long LOOK_MILLIS = 5_000;
    private static final int OTHERS_SECONDS = 5;
    /** Type, size and time are what a listing shows, and what a download does. */
    private static final List<Right> LOOKING = List.of(Right.LIST, Right.DOWNLOAD);

    private final Bus bus;
    private final SecretBox secrets;
    private final Supplier<RemoteFiles> source;
    private final TransferRegistry transfers;
    private final AuditRecorder audit;
    private final AccessWatch watch;
    private RemoteFiles files;

    /** @param files is asked for them once, on the context of the verticle, which closes them */
    public FtpProxyVerticle(Bus bus, SecretBox secrets, Supplier<RemoteFiles> files, TransferRegistry transfers) {
        this.bus = bus;
        this.secrets = secrets;
        this.source = files;
        this.transfers = transfers;
        this.audit = new AuditRecorder(bus);
        this.watch = new AccessWatch(bus);
    }

    @Override
    public Future<?> start() {
        files = source.get();
        vertx.setPeriodic(LOOK_MILLIS, timer -> watch.look());
        return Future.all(List.of(bus.listen(Permissions.CHANGED, watch::changed).begun(),
                bus.answer(Files.CHECK_ACCESS, FtpProxyVerticle::checkAccess),
                bus.answerLater(Files.WATCH, this::watchAccess), bus.answerLater(Files.SERVERS, this::servers),
                bus.answerLater(Files.LIST, this::list), bus.answerLater(Files.STAT, this::stat),
                bus.answerLater(Files.OPEN, this::open), bus.answerLater(Files.UPLOAD, this::upload),
                bus.answerLater(Files.REMOVE, this::remove), bus.answerLater(Files.MAKE_FOLDER, this::makeFolder),
                bus.answerLater(Files.RENAME, this::rename), bus.answerLater(Files.SET_MODIFIED, this::setModified),
                bus.answerLater(Files.TRY_LOGIN, this::tryLogin))).onSuccess(answering -> {
                    bus.answerLocally(Files.CHECK_ACCESS, request -> Optional.of(checkAccess(request)));
                    bus.answerLocallyLater(Files.STAT, this::statAtOnce);
                    bus.answerLocallyLater(Files.OPEN, this::openAtOnce);
                });
    }

    @Override
    public Future<?> stop() {
        bus.endLocally(Files.OPEN);
        bus.endLocally(Files.STAT);
        bus.endLocally(Files.CHECK_ACCESS);
        return onVirtualThread(() -> {
            files.close();
            return null;
        });
    }

    private static Done checkAccess(Files.CheckAccess request) {
        FolderAccess.require(request.actor(), request.username());
        return Done.DONE;
    }

    private Future<Done> tryLogin(Files.TryLogin request) {
        FolderAccess.require(request.actor(), request.username());
        return bus.request(Permissions.LOGIN, new Permissions.FindLogin(request.username(), request.alias()))
                .compose(login -> onVirtualThread(() -> {
                    files.tryLogin(grant(login).login());
                    return Done.DONE;
                }));
    }

    private Future<Files.ServerFolders> servers(Files.ListServers request) {
        FolderAccess.require(request.actor(), request.username());
        return bus.request(Permissions.LIST, new Permissions.FindAll(request.username(), null))
                .map(found -> new Files.ServerFolders(found.permissions()
                        .stream()
                        .map(permission -> new Files.ServerFolder(permission.alias(), permission.rights()))
                        .toList()));
    }

    private Future<Files.OpenFolder> list(Files.ListFolder request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.LIST,
                grant -> new Files.OpenFolder(
                        new WatchedEntries(files.list(grant.login(), location.path(), request.followLinks()), watch,
                                grounds(request.actor(), location, grant, Right.LIST)),
                        grant.permission().rights()));
    }

    private Future<FileStreams.Watch> watchAccess(Files.WatchAccess request) {
        return granted(request.actor(), request.location(), request.right(), grant -> {
            Promise<Failure> ended = Promise.promise();
            AccessWatch.Work work = watch.begin(grounds(request.actor(), request.location(), grant, request.right()),
                    ended::complete);
            return new FileStreams.Watch() {
                @Override
                public Future<Failure> ended() {
                    return ended.future();
                }

                @Override
                public void close() {
                    work.over();
                }
            };
        });
    }

    private static AccessWatch.Grounds grounds(Actor actor, Files.Location location, Grant grant, Right right) {
        return new AccessWatch.Grounds(actor, location, grant.permission(), right);
    }

    private Future<Files.Info> stat(Files.Stat request) {
        return granted(request.actor(), request.location(), LOOKING, grant -> stat(grant, request.location()));
    }

    private Optional<Future<Files.Info>> statAtOnce(Files.Stat request) {
        return grantedAtOnce(request.actor(), request.location(), LOOKING, grant -> stat(grant, request.location()));
    }

    private Files.Info stat(Grant grant, Files.Location location) {
        return files.stat(grant.login(), location.path());
    }

    /** Until the stream is over. */
    private void watch(FileStreams.Moving stream, Direction direction, AccessWatch.Grounds grounds) {
        AccessWatch.Work work = watch.begin(grounds, why -> {
            stream.breakOff(why.exception());
            String kind = Labels.withArticle(direction);
            audit.record(Actor.SYSTEM, "transfer.end", grounds.location(), ", " + kind + " by "
                    + grounds.actor().username() + ", after " + stream.moved() + " bytes: " + why.detail());
        });
        stream.over().onComplete(over -> work.over());
    }

    private Future<FileStreams.Handle> open(Files.Open request) {
        return granted(request.actor(), request.location(), Right.DOWNLOAD, grant -> open(request, grant));
    }

    /** Of small files many are opened: where the permission is known, none waits for its turn here. */
    private Optional<Future<FileStreams.Handle>> openAtOnce(Files.Open request) {
        return grantedAtOnce(request.actor(), request.location(), List.of(Right.DOWNLOAD),
                grant -> open(request, grant));
    }

    private FileStreams.Handle open(Files.Open request, Grant grant) {
        return transfers.within(request.actor(), grant.permission(),
                permit -> new LiveHandle(files.open(grant.login(), request.location().path(), request.whole()),
                        reading(request, permit, grounds(request.actor(), request.location(), grant, Right.DOWNLOAD))));
    }

    private LiveHandle.Progress reading(Files.Open request, TransferPermit permit, AccessWatch.Grounds grounds) {
        return new LiveHandle.Progress() {
            @Override
            public void began(FileStreams.Content content, long size) {
                transfers.begin(permit,
                        new LiveTransfer.Description(request.actor(), request.location(), Direction.DOWNLOAD, size),
                        content);
                watch(content, Direction.DOWNLOAD, grounds);
                audit.record(request.actor(), "file.download", request.location(), "");
            }

            @Override
            public void left() {
                transfers.leave(permit);
            }
        };
    }

    private Future<FileStreams.Sink> upload(Files.Upload request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.UPLOAD, grant -> {
            if (request.offset() < 0 || request.length() < -1) {
                throw Failure.invalid("offset", "and length must not be negative").exception();
            }
            // What is continued is a file that others see, but for a part of one's own.
            if (request.offset() > 0 && request.part() == null) {
                grant.require(Right.OVERWRITE);
            }
            return transfers.within(request.actor(), grant.permission(), permit -> {
                FileStreams.Sink sink = files.upload(grant.login(), location.path(),
                        grant.conflictPolicy(!request.createOnly()), request.offset(), request.length(), request.part(),
                        outcome -> audit.record(request.actor(), "file.upload", location, stored(outcome)));
                transfers.begin(permit,
                        new LiveTransfer.Description(request.actor(), location, Direction.UPLOAD, request.length()),
                        sink);
                watch(sink, Direction.UPLOAD, grounds(request.actor(), location, grant, Right.UPLOAD));
                return sink;
            });
        });
    }

    private static String stored(UploadOutcome outcome) {
        return outcome == UploadOutcome.TAKEN_AWAY
                ? ", taken away by the server at once"
                : replaced(outcome == UploadOutcome.REPLACED);
    }

    private static String replaced(boolean older) {
        return older ? ", over an older one" : "";
    }

    private Future<Done> remove(Files.Remove request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.DELETE, grant -> {
            requireKinds(grant, location.path(), request.expected(), Files.Kind.ANY);
            AtomicReference<Failure> ended = new AtomicReference<>();
            AtomicBoolean begun = new AtomicBoolean();
            AccessWatch.Work work = watch.begin(grounds(request.actor(), location, grant, Right.DELETE), ended::set);
            try {
                files.remove(grant.login(), location.path(), request.recursive(), () -> {
                    begun.set(true);
                    return Optional.ofNullable(ended.get());
                });
            } catch (FailureException e) {
                if (begun.get()) {
                    brokeOff(request, e.failure());
                }
                throw e;
            } finally {
                work.over();
            }
            return Done.DONE;
        }).onSuccess(done -> audit.record(request.actor(), "file.delete", location,
                request.recursive() ? ", with everything in it" : ""));
    }

    /** What is deleted already is gone; the failure says how much that is. */
    private void brokeOff(Files.Remove request, Failure failure) {
        audit.record(request.actor(), "file.delete", request.location(),
                ", with everything in it, broke off: " + failure.detail());
    }

    private Future<Done> makeFolder(Files.MakeFolder request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.MKDIR, grant -> {
            files.makeFolder(grant.login(), location.path());
            return Done.DONE;
        }).onSuccess(done -> audit.record(request.actor(), "folder.create", location, ""));
    }

    /** Both ends are on the same server and so under the same permission. */
    private Future<Files.Renamed> rename(Files.Rename request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.RENAME, grant -> {
            requireKinds(grant, location.path(), request.expected(), request.targetKind());
            return new Files.Renamed(files.rename(grant.login(), location.path(), request.target(),
                    grant.conflictPolicy(request.overwrite())));
        }).onSuccess(renamed -> audit.record(request.actor(), "file.rename", location,
                ", to " + request.target() + replaced(renamed.replaced())));
    }

    /** Whoever names a folder shall not hit a file, and the other way round. Only when one is named the server is asked. */
    private void requireKinds(Grant grant, RemotePath path, Files.Kind expected, Files.Kind targetKind) {
        if (expected == Files.Kind.ANY && targetKind == Files.Kind.ANY) {
            return;
        }
        Files.Kind found = kindOf(grant, path);
        if (!fits(found, expected)) {
            throw Failure.notFound(found == Files.Kind.FILE
                    ? "There is a file, whose path doesn't end in a slash, and no folder."
                    : "There is a folder, and no file.").exception();
        }
        if (!fits(found, targetKind)) {
            throw Failure.of(FailureCode.CONFLICT,
                    found == Files.Kind.FILE
                            ? "This is a file, and the destination ends in a slash, as only a folder's path does."
                            : "This is a folder, and the destination is a file's.")
                    .exception();
        }
    }

    private static boolean fits(Files.Kind found, Files.Kind wanted) {
        return wanted == Files.Kind.ANY || wanted == found;
    }

    /** What can't be entered may be a folder all the same, which may still be deleted or renamed. */
    private Files.Kind kindOf(Grant grant, RemotePath path) {
        try {
            Files.Type type = files.stat(grant.login(), path).type();
            return type == Files.Type.DIRECTORY ? Files.Kind.FOLDER : Files.Kind.FILE;
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.FORBIDDEN) {
                return Files.Kind.FOLDER;
            }
            throw e;
        }
    }

    private Future<Done> setModified(Files.SetModified request) {
        Files.Location location = request.location();
        return granted(request.actor(), location, Right.UPLOAD, grant -> {
            files.setModified(grant.login(), location.path(), request.modified());
            return Done.DONE;
        }).onSuccess(
                done -> audit.record(request.actor(), "file.set-modified", location, ", to " + request.modified()));
    }

    private <T> Future<T> granted(Actor actor, Files.Location location, Right right, Function<Grant, T> work) {
        return granted(actor, location, List.of(right), work);
    }

    /** Does the work if the actor may see the folder and one of these rights is among the permission's. */
    private <T> Future<T> granted(Actor actor, Files.Location location, List<Right> anyOf, Function<Grant, T> work) {
        FolderAccess.require(actor, location.username());
        return bus.request(Permissions.LOGIN, asked(location)).compose(login -> granted(login, anyOf, work));
    }

    /** As {@link #granted}; empty where the permission must be waited for. */
    private <T> Optional<Future<T>> grantedAtOnce(Actor actor, Files.Location location, List<Right> anyOf,
            Function<Grant, T> work) {
        FolderAccess.require(actor, location.username());
        return bus.askLocally(Permissions.LOGIN, asked(location)).map(login -> granted(login, anyOf, work));
    }

    private static Permissions.FindLogin asked(Files.Location location) {
        return new Permissions.FindLogin(location.username(), location.alias());
    }

    private <T> Future<T> granted(Permissions.Login login, List<Right> anyOf, Function<Grant, T> work) {
        RequestContext.current().withServer(login.server().alias()).attach();
        Grant grant = grant(login);
        grant.requireAny(anyOf);
        return onVirtualThread(() -> work.apply(grant));
    }

    private Grant grant(Permissions.Login login) {
        Permissions.Permission permission = login.permission();
        Secret password = secrets.open(login.encryptedPass());
        return new Grant(new RemoteLogin(login.server(), permission.ftpUsername(), password, permission.root(),
                login.encryptedAccount() == null ? null : secrets.open(login.encryptedAccount()),
                () -> others(permission, password)), permission);
    }

    /** The agent may have set another one since the permission was looked up, or be about to store that it has. */
    private List<Secret> others(Permissions.Permission permission, Secret refused) {
        try {
            Permissions.Login now = bus
                    .request(Permissions.LOGIN, new Permissions.FindLogin(permission.username(), permission.alias()))
                    .await(OTHERS_SECONDS, TimeUnit.SECONDS);
            if (!now.permission().ftpUsername().equals(permission.ftpUsername())) {
                return List.of();
            }
            return Stream.of(now.encryptedPass(), now.pendingPass())
                    .filter(Objects::nonNull)
                    .map(secrets::open)
                    .distinct()
                    .filter(other -> !other.equals(refused))
                    .toList();
        } catch (FailureException | TimeoutException e) {
            return List.of();
        }
    }

    private <T> Future<T> onVirtualThread(Supplier<T> work) {
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name("files").start(RequestContext.carry(() -> {
            try {
                promise.complete(work.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            } catch (Error e) {
                promise.fail(Failure.of(FailureCode.INTERNAL, "The portal could not finish the request.").causedBy(e));
                throw e;
            }
        }));
        return promise.future();
    }
}
