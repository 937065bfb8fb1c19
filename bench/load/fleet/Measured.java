package fleet;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Values of one server that change a little from frame to frame, as measured ones do. */
final class Measured {

    private static final long GIB = 1L << 30;

    private double memory = random(20, 80);
    private double cpu = random(0, 30);
    private double disk = random(20, 80);
    private double load = random(0, 2);
    private int sessions = (int) random(0, 20);

    /** @param marker is sent as the uptime, which nothing reckons with, so that the frame can be told from all others */
    Sample sample(long at, int seconds, long marker) {
        memory = near(memory, 1, 90);
        cpu = near(cpu, 3, 100);
        disk = near(disk, 0.01, 85);
        load = near(load, 0.1, 8);
        sessions = (int) near(sessions, 1.5, 40);
        return new Sample(at, seconds, memory, 8 * GIB, cpu, disk, 40 * GIB, disk, 400 * GIB, load, random(0, 1e7),
                random(0, 1e8), marker, sessions, Map.of("alice", 1, "bob", sessions), FtpState.RUNNING);
    }

    private static double near(double value, double step, double most) {
        return Math.clamp(value + random(-step, step), 0, most);
    }

    private static double random(double from, double to) {
        return ThreadLocalRandom.current().nextDouble(from, to);
    }
}
