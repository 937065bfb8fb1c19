package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.files.transfer.ClientThread;
import io.ftpcluster.master.http.files.transfer.ResponseStream;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;

/** One request for a folder and all below it. A HEAD looks at the folder itself and no further. */
final class TreeRequest {

    /** Large, as each costs two changes of threads. */
    private static final int CHUNK = 128 * 1024;

    private final Client client;
    private final FtpPath path;
    private final Duration stall;
    private final TreeAnswer answer;

    TreeRequest(Client client, FtpPath path, Duration stall, TreeAnswer answer) {
        this.client = client;
        this.path = path;
        this.stall = stall;
        this.answer = answer;
    }

    void start(Bus bus, Actor actor) {
        Files.WatchAccess question = new Files.WatchAccess(actor, path.location(), answer.right());
        bus.request(Files.WATCH, question)
                .onSuccess(watch -> new Request(bus, actor, watch).start())
                .onFailure(client::fail);
    }

    /** For as long as the access is watched. */
    private final class Request {
        private final Bus bus;
        private final Actor actor;
        private final FileStreams.Watch watch;

        Request(Bus bus, Actor actor, FileStreams.Watch watch) {
            this.bus = bus;
            this.actor = actor;
            this.watch = watch;
        }

        void start() {
            bus.request(Files.LIST, new Files.ListFolder(actor, path.location(), false))
                    .onSuccess(this::opened)
                    .onFailure(cause -> {
                        watch.close();
                        client.fail(cause);
                    });
        }

        private void opened(Files.OpenFolder folder) {
            boolean walking = false;
            try {
                walking = !client.isGone() && begin(folder);
            } catch (RuntimeException e) {
                client.fail(e);
            } finally {
                if (!walking) {
                    folder.close();
                    watch.close();
                }
            }
        }

        /** @return whether folder and watch are still needed */
        private boolean begin(Files.OpenFolder folder) {
            if (client.request().method().equals(HttpMethod.HEAD)) {
                answer.head(client.response());
                client.response().end();
                return false;
            }
            ClientThread thread = new ClientThread(client);
            // What may not go on ends as if the client had left, and the client sees that it was broken off.
            watch.ended().onSuccess(why -> client.onLoop(() -> {
                client.fail(why.exception());
                thread.leave();
            }));
            TreeWalk walk = new TreeWalk(bus, thread, actor, path.location());
            thread.start("tree", "The portal could not finish with a folder on " + path.alias() + ".",
                    () -> write(walk, folder));
            return true;
        }

        private void write(TreeWalk walk, Files.OpenFolder folder) throws IOException {
            ResponseStream out = new ResponseStream(client, stall, () -> answer.head(client.response()), CHUNK);
            try (watch; folder) {
                answer.write(walk, folder, out);
            }
        }
    }
}
