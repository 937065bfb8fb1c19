package io.ftpcluster.master.cli.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import io.ftpcluster.master.config.Config;
import java.lang.management.ManagementFactory;

/** Whether as many files may be open as there may be connections. */
final class FileLimitCheck implements Check {

    /** The database, the libraries, and whatever is opened for a moment. */
    private static final int OTHERS = 512;
    /** A download is a client's connection and two to its server. */
    private static final int PER_CONNECTION = 3;
    private static final int FEW = 4096;

    private final Config.Http config;

    FileLimitCheck(Config.Http config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "open files";
    }

    @Override
    public Finding look() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
            return Finding.skipped("This system doesn't tell.");
        }
        return judge(unix.getMaxFileDescriptorCount());
    }

    Finding judge(long limit) {
        int wanted = config.edge().limits().connections();
        long needed = wanted == 0 ? FEW : (long) wanted * PER_CONNECTION + OTHERS;
        String found = "A program started from here may have " + limit + " open";
        return limit >= needed
                ? Finding.ok(found + ".")
                : Finding.warning(
                        wanted == 0
                                ? found + ", so there can be few clients at once."
                                : found + "; " + wanted + " connections (FTPCLUSTER_HTTP_CONNECTIONS) need up to "
                                        + needed + ".",
                        "ulimit -n " + Math.max(needed, 65_536)
                                + " before the start; for the service: systemctl edit ftpcluster-master, [Service] LimitNOFILE="
                                + Math.max(needed, 65_536));
    }
}
