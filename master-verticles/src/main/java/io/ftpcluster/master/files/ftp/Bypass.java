package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.files.relay.Passage;
import io.ftpcluster.messages.Files;

/** The way past a stream: whether its reader offers a socket, and what is going there. Thread-safe. */
final class Bypass {

    private Files.Outlet outlet;
    private Passage passage;
    private long passed;
    private boolean ended;

    synchronized void offer(Files.Outlet offered) {
        outlet = offered;
    }

    /** Null when all bytes must go through the stream. */
    synchronized Files.Outlet outlet() {
        return outlet;
    }

    synchronized void begin(Passage begun) {
        passage = begun;
        if (ended) {
            begun.cancel();
        }
    }

    synchronized void done() {
        passed += passage.arrived();
        passage = null;
    }

    /** Nobody reads any more: what is on its way is cancelled, and whatever comes later. */
    synchronized void end() {
        ended = true;
        if (passage != null) {
            passage.cancel();
        }
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** How many bytes have gone this way. */
    synchronized long moved() {
        return passage == null ? passed : passed + passage.arrived();
    }
}
