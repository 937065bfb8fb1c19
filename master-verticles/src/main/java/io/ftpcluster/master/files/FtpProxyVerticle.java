package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Transfers.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lists, opens and changes files for users. The permission is looked up for every request, so that a revoked one ends at once.
 * Each request runs on a virtual thread of its own: one that blocks on a socket would hold up the verticle's context.
 */
public final class FtpProxyVerticle extends VerticleBase {

    /** For changes that this node wasn't told of, such as those on the database itself. */
    private static final long LOOK_MILLIS = 5_000;

    private final Bus bus;
    private final SecretBox secrets;
    private final Supplier<RemoteFiles> source;
    private final TransferRegistry transfers;
    private final AuditRecorder trail;
    private final AccessWatch watch;
    private RemoteFiles files;

    /** @param files is asked for them once, on the context of the verticle, which closes them */
    public FtpProxyVerticle(Bus bus, SecretBox secrets, Supplier<RemoteFiles> files, TransferRegistry transfers) {
        this.bus = bus;
        this.secrets = secrets;
        this.source = files;
        this.transfers = transfers;
        this.trail = new AuditRecorder(bus);
        this.watch = new AccessWatch(bus);
    }

    @Override
    public Future<?> start() {
        files = source.get();
        vertx.setPeriodic(LOOK_MILLIS, timer -> watch.look());
        return Future.all(List.of(bus.listen(Permissions.CHANGED, watch::changed).begun(),
                bus.answerLater(Files.LIST, this::list), bus.answerLater(Files.OPEN, this::open),
                bus.answerLater(Files.UPLOAD, this::upload), bus.answerLater(Files.REMOVE, this::remove),
                bus.answerLater(Files.MAKE_FOLDER, this::makeFolder), bus.answerLater(Files.RENAME, this::rename)))
                .onSuccess(answering -> bus.answerLocallyLater(Files.OPEN, this::openAtOnce));
    }

    @Override
    public Future<?> stop() {
        bus.endLocally(Files.OPEN);
        return onVirtualThread(() -> {
            files.close();
            return null;
        });
    }

    /** What a permission gives: a login, and what may be done with it. */
    private record Grant(RemoteLogin login, Permissions.Permission permission) {

        void require(Permissions.Right right) {
            if (!permission.rights().contains(right)) {
                throw Failure.forbidden("The permission of " + permission.username() + " for " + permission.alias()
                        + " doesn't include " + Labels.inSentence(Labels.of(right)) + ".").exception();
            }
        }

        ConflictPolicy conflictPolicy(boolean mayReplace) {
            if (!mayReplace) {
                return ConflictPolicy.FAIL;
            }
            return permission.rights().contains(Permissions.Right.OVERWRITE)
                    ? ConflictPolicy.REPLACE
                    : ConflictPolicy.FORBID;
        }
    }

    private Future<Files.Entries> list(Files.ListFolder request) {
        RemotePath path = request.location().path();
        return granted(request.location(), Permissions.Right.LIST, grant -> new WatchedEntries(
                files.list(grant.login(), path), watch,
                grounds(request.actor(), request.sessionId(), request.location(), grant, Permissions.Right.LIST)));
    }

    private static AccessWatch.Grounds grounds(Actor actor, String sessionId, Files.Location location, Grant grant,
            Permissions.Right right) {
        return new AccessWatch.Grounds(actor, sessionId, location, grant.permission(), right);
    }

    /** Until the stream is over. */
    private void watch(Files.Moving stream, Direction direction, AccessWatch.Grounds grounds) {
        AccessWatch.Work work = watch.begin(grounds, why -> {
            stream.breakOff(why.exception());
            String kind = Labels.withArticle(direction);
            trail.record(Actor.SYSTEM, "transfer.end", grounds.location(), ", " + kind + " by "
                    + grounds.actor().username() + ", after " + stream.moved() + " bytes: " + why.detail());
        });
        stream.over().onComplete(over -> work.over());
    }

    private Future<Files.Handle> open(Files.Open request) {
        return granted(request.location(), Permissions.Right.DOWNLOAD, grant -> open(request, grant));
    }

    /** Of small files many are opened: where the permission is known, none waits for its turn here. */
    private Optional<Future<Files.Handle>> openAtOnce(Files.Open request) {
        return bus.askLocally(Permissions.LOGIN, asked(request.location()))
                .map(login -> granted(login, Permissions.Right.DOWNLOAD, grant -> open(request, grant)));
    }

    private Files.Handle open(Files.Open request, Grant grant) {
        return transfers.within(request.actor(), grant.permission(),
                place -> new LiveHandle(files.open(grant.login(), request.location().path(), request.whole()),
                        reading(request, place, grounds(request.actor(), request.sessionId(), request.location(), grant,
                                Permissions.Right.DOWNLOAD))));
    }

    private LiveHandle.Progress reading(Files.Open request, TransferPermit place, AccessWatch.Grounds grounds) {
        return new LiveHandle.Progress() {
            @Override
            public void began(Files.Content content, long size) {
                transfers.begin(place,
                        new LiveTransfer.Description(request.actor(), request.location(), Direction.DOWNLOAD, size),
                        content);
                watch(content, Direction.DOWNLOAD, grounds);
                trail.record(request.actor(), "file.download", request.location(), "");
            }

            @Override
            public void left() {
                transfers.leave(place);
            }
        };
    }

    private Future<Files.Sink> upload(Files.Upload request) {
        Files.Location location = request.location();
        if (request.offset() < 0 || request.length() < -1) {
            throw Failure.invalid("offset", "and length must not be negative").exception();
        }
        return granted(location, Permissions.Right.UPLOAD, grant -> {
            if (request.offset() > 0) {
                grant.require(Permissions.Right.OVERWRITE);
            }
            return transfers.within(request.actor(), grant.permission(), place -> {
                Files.Sink sink = files.upload(grant.login(), location.path(),
                        grant.conflictPolicy(!request.createOnly()), request.offset(), request.length(),
                        outcome -> trail.record(request.actor(), "file.upload", location, stored(outcome)));
                transfers.begin(place,
                        new LiveTransfer.Description(request.actor(), location, Direction.UPLOAD, request.length()),
                        sink);
                watch(sink, Direction.UPLOAD,
                        grounds(request.actor(), request.sessionId(), location, grant, Permissions.Right.UPLOAD));
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
        return granted(location, Permissions.Right.DELETE, grant -> {
            if (request.folder() && isFile(grant, location.path())) {
                throw notTheFolder();
            }
            AtomicReference<Failure> ended = new AtomicReference<>();
            AtomicBoolean begun = new AtomicBoolean();
            AccessWatch.Work work = watch.begin(
                    grounds(request.actor(), request.sessionId(), location, grant, Permissions.Right.DELETE),
                    ended::set);
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
        }).onSuccess(done -> trail.record(request.actor(), "file.delete", location,
                request.recursive() ? ", with everything in it" : ""));
    }

    /** What is deleted already is gone; the failure says how much that is. */
    private void brokeOff(Files.Remove request, Failure failure) {
        trail.record(request.actor(), "file.delete", request.location(),
                ", with everything in it, broke off: " + failure.detail());
    }

    private Future<Done> makeFolder(Files.MakeFolder request) {
        Files.Location location = request.location();
        return granted(location, Permissions.Right.MKDIR, grant -> {
            files.makeFolder(grant.login(), location.path());
            return Done.DONE;
        }).onSuccess(done -> trail.record(request.actor(), "folder.create", location, ""));
    }

    /** Both ends are on the same server and so under the same permission. */
    private Future<Files.Renamed> rename(Files.Rename request) {
        Files.Location location = request.location();
        return granted(location, Permissions.Right.RENAME, grant -> {
            checkKinds(grant, request);
            return new Files.Renamed(files.rename(grant.login(), location.path(), request.target(),
                    grant.conflictPolicy(request.overwrite())));
        }).onSuccess(renamed -> trail.record(request.actor(), "file.rename", location,
                ", to " + request.target() + replaced(renamed.replaced())));
    }

    private void checkKinds(Grant grant, Files.Rename request) {
        RemotePath path = request.location().path();
        if ((request.folder() || request.targetFolder()) && isFile(grant, path)) {
            throw request.folder()
                    ? notTheFolder()
                    : Failure
                            .of(FailureCode.CONFLICT,
                                    "This is a file, and the destination ends in a slash, as only a "
                                            + "folder's path does.")
                            .exception();
        }
    }

    /** Whoever names a folder shall not hit a file; one that can't be entered may still be deleted or renamed. */
    private boolean isFile(Grant grant, RemotePath path) {
        try {
            Files.Handle found = files.open(grant.login(), path);
            found.close();
            return found.info().type() != Files.Type.DIRECTORY;
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }

    private static FailureException notTheFolder() {
        return Failure.notFound("There is a file, whose path doesn't end in a slash, and no folder.").exception();
    }

    private <T> Future<T> granted(Files.Location location, Permissions.Right right, Function<Grant, T> work) {
        return bus.request(Permissions.LOGIN, asked(location)).compose(login -> granted(login, right, work));
    }

    private static Permissions.FindLogin asked(Files.Location location) {
        return new Permissions.FindLogin(location.username(), location.alias());
    }

    private <T> Future<T> granted(Permissions.Login login, Permissions.Right right, Function<Grant, T> work) {
        Grant grant = grant(login);
        grant.require(right);
        return onVirtualThread(() -> work.apply(grant));
    }

    private Grant grant(Permissions.Login login) {
        Permissions.Permission permission = login.permission();
        return new Grant(new RemoteLogin(login.server(), permission.ftpUsername(), secrets.open(login.encryptedPass()),
                permission.root(), login.encryptedAccount() == null ? null : secrets.open(login.encryptedAccount())),
                permission);
    }

    private <T> Future<T> onVirtualThread(Supplier<T> work) {
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name("files").start(() -> {
            try {
                promise.complete(work.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            } catch (Error e) {
                promise.fail(Failure.of(FailureCode.INTERNAL, "The portal could not finish the request.").causedBy(e));
                throw e;
            }
        });
        return promise.future();
    }
}
