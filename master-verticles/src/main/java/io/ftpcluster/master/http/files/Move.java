package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.conditions.ChangeConditions;
import io.ftpcluster.master.http.files.path.Destination;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;

/** One MOVE (RFC 4918, 9.9): a new name, or a new place on the same server. */
final class Move implements Change {

    private static final int NO_CONTENT = 204;

    private final Client client;
    private final FtpPath path;
    private final OwnOrigin own;

    Move(Client client, FtpPath path, OwnOrigin own) {
        this.client = client;
        this.path = path;
        this.own = own;
    }

    @Override
    public void start(Bus bus, Actor actor) {
        FtpPath target = new Destination(client.request(), own).of(path);
        Files.Rename rename = new Files.Rename(actor, path.location(), target.path(), overwrite(), path.kind(),
                target.kind());
        new ChangeConditions(client.request().headers()).check(bus, actor, path.location())
                .compose(may -> bus.request(Files.RENAME, rename))
                .onSuccess(renamed -> {
                    if (renamed.replaced()) {
                        client.end(NO_CONTENT);
                    } else {
                        client.created(target);
                    }
                })
                .onFailure(client::fail);
    }

    /** Replacing is the default (RFC 4918, 10.6). */
    private boolean overwrite() {
        String given = client.request().getHeader("Overwrite");
        if (given != null && !given.equalsIgnoreCase("T") && !given.equalsIgnoreCase("F")) {
            throw Failure.invalid("Overwrite", "must be T or F").exception();
        }
        return !"F".equalsIgnoreCase(given);
    }
}
