package io.ftpcluster.testing;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the far end of a slow link does, seen from the near end. */
public final class SlowReader {

    private static final int SIP = 1024;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private SlowReader() {}

    /**
     * Reads little by little for some time: far less than the sender's system must get rid of before it takes more.
     *
     * @return how many bytes
     */
    public static long sip(Socket socket, Duration time) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        long taken = 0;
        while (System.nanoTime() < deadline) {
            taken += socket.getInputStream().readNBytes(SIP).length;
            LockSupport.parkNanos(PAUSE);
        }
        return taken;
    }
}
