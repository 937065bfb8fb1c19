package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ftp.FtpFiles;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and opens files for users. The permission is looked up for every request, so that a revoked one ends at once.
 * Each request runs on a virtual thread of its own: one that blocks on a socket would hold up the verticle's context.
 */
public final class FtpProxyVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(FtpProxyVerticle.class);

    private final Bus bus;
    private final SecretBox secrets;
    private final Config.Ftp limits;
    private RemoteFiles files;

    public FtpProxyVerticle(Bus bus, SecretBox secrets, Config.Ftp limits) {
        this.bus = bus;
        this.secrets = secrets;
        this.limits = limits;
    }

    @Override
    public Future<?> start() {
        files = new FtpFiles(vertx, limits);
        return Future.all(bus.answerLater(Files.LIST, this::list), bus.answerLater(Files.OPEN, this::open));
    }

    @Override
    public Future<?> stop() {
        return onVirtualThread(() -> {
            files.close();
            return null;
        });
    }

    private Future<Files.Listing> list(Files.ListFolder request) {
        Files.Location location = request.location();
        return login(location, Permissions.Right.LIST)
                .compose(login -> onVirtualThread(() -> files.list(login, location.path())));
    }

    private Future<Files.Handle> open(Files.Open request) {
        Files.Location location = request.location();
        return login(location, Permissions.Right.DOWNLOAD)
                .compose(login -> onVirtualThread(() -> files.open(login, location.path())))
                .map(handle -> new RecordedHandle(handle, () -> recordDownload(request.actor(), location)));
    }

    private Future<RemoteLogin> login(Files.Location location, Permissions.Right right) {
        return bus.request(Permissions.LOGIN, new Permissions.FindLogin(location.username(), location.alias()))
                .map(login -> checked(login, right));
    }

    private RemoteLogin checked(Permissions.Login login, Permissions.Right right) {
        Permissions.Permission permission = login.permission();
        if (!permission.rights().contains(right)) {
            throw Failure.forbidden("The permission of " + permission.username() + " for " + permission.alias()
                    + " doesn't include " + (right == Permissions.Right.LIST ? "listing." : "downloads.")).exception();
        }
        return new RemoteLogin(login.server(), permission.ftpUsername(), secrets.open(login.encryptedPass()),
                permission.root());
    }

    /** Nobody waits for the trail: a download goes on when it can't be written, and the log says so. */
    private void recordDownload(Actor actor, Files.Location location) {
        Audit.Entry entry = new Audit.Entry(actor, "file.download", location.alias() + ":" + location.path(),
                "in the folders of " + location.username());
        bus.request(Audit.RECORD, entry)
                .onFailure(e -> LOG.warn("Download of {} was not recorded: {}", entry.target(), e.getMessage()));
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
