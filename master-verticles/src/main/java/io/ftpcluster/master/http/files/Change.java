package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Actor;

/** One change of what stands at a path: answers the client in every case, by a response or a failure. */
interface Change {

    /** May throw; then nothing was changed. */
    void start(Bus bus, Actor actor);
}
