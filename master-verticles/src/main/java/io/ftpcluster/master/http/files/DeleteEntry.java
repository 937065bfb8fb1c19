package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.conditions.ChangeConditions;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;

/**
 * One DELETE. RFC 4918, 9.6.1, has it take a folder with all that is in it; here only when that was asked for, as
 * people reach folders by mistake, and FTP brings nothing back.
 */
final class DeleteEntry implements Change {

    private static final int NO_CONTENT = 204;

    private final Client client;
    private final FtpPath path;

    DeleteEntry(Client client, FtpPath path) {
        this.client = client;
        this.path = path;
    }

    @Override
    public void start(Bus bus, Actor actor) {
        Files.Remove remove = new Files.Remove(actor, path.location(), recursive(), path.kind());
        new ChangeConditions(client.request().headers()).check(bus, actor, path.location())
                .compose(may -> bus.request(Files.REMOVE, remove))
                .onSuccess(removed -> client.end(NO_CONTENT))
                .onFailure(client::fail);
    }

    private boolean recursive() {
        String depth = client.request().getHeader("Depth");
        if (depth != null && !depth.equals("0") && !depth.equalsIgnoreCase("infinity")) {
            throw Failure.invalid("Depth", "must be 0 or infinity").exception();
        }
        String wish = client.request().getParam("recursive");
        if (wish != null && !wish.equals("true") && !wish.equals("false")) {
            throw Failure.invalid("recursive", "must be true or false").exception();
        }
        return "infinity".equalsIgnoreCase(depth) || "true".equals(wish);
    }
}
