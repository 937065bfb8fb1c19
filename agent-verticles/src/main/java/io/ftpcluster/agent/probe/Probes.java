package io.ftpcluster.agent.probe;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.frames.Sample;
import java.util.concurrent.TimeUnit;

/** All that is measured, as one sample. Used by one thread. */
public final class Probes {

    private static final int LONGEST_SECONDS = 3600;

    private final SystemFiles files = new SystemFiles("");
    private final MemoryProbe memory;
    private final CpuProbe cpu;
    private final NetworkProbe network;
    private final DiskProbe rootDisk = new DiskProbe("/");
    private final DiskProbe ftpDisk;
    private final InodeProbe rootInodes = new InodeProbe("/", System::nanoTime);
    private final InodeProbe ftpInodes;
    private final FtpProbe ftp;
    private final HostInfo facts;
    private long last = System.nanoTime();

    public Probes(AgentConfig config, String agentVersion) {
        Cgroups cgroups = new Cgroups(files);
        memory = new MemoryProbe(files, cgroups);
        cpu = new CpuProbe(files, cgroups, System::nanoTime);
        network = new NetworkProbe(files, System::nanoTime);
        ftpDisk = new DiskProbe(config.ftpRoot());
        ftpInodes = new InodeProbe(config.ftpRoot(), System::nanoTime);
        ftp = new FtpProbe(config.ftpPort(), files, System::nanoTime);
        facts = new HostInfo(new SystemFiles(""), agentVersion, config.alias(), ftp::daemon);
        // What is counted is counted from here on, and the FTP daemon is known for the hello.
        cpu.read();
        network.read();
        ftp.read();
    }

    /** Of the time since the last one. */
    public Sample read() {
        long now = System.nanoTime();
        long seconds = Math.round((now - last) / (double) TimeUnit.SECONDS.toNanos(1));
        last = now;
        MemoryProbe.Memory mem = memory.read();
        NetworkProbe.Rates rates = network.read();
        DiskProbe.Disk root = rootDisk.read();
        DiskProbe.Disk home = ftpDisk.read();
        FtpProbe.Ftp sessions = ftp.read();
        return new Sample(Math.max(1, System.currentTimeMillis()), (int) Math.min(seconds, LONGEST_SECONDS),
                mem == null ? null : mem.percent(), mem == null ? null : mem.bytes(), cpu.read(),
                root == null ? null : root.percent(), root == null ? null : root.bytes(),
                home == null ? null : home.percent(), home == null ? null : home.bytes(), firstNumber("/proc/loadavg"),
                rates == null ? null : rates.received(), rates == null ? null : rates.sent(), uptime(),
                sessions.sessions(), sessions.users(), sessions.state(), rootInodes.read(), ftpInodes.read());
    }

    private Long uptime() {
        Double seconds = firstNumber("/proc/uptime");
        return seconds == null ? null : Long.valueOf(seconds.longValue());
    }

    /** Null when it isn't known. */
    private Double firstNumber(String path) {
        String text = files.word(path);
        int end = text == null ? -1 : text.indexOf(' ');
        return end > 0 && text.substring(0, end).matches("[0-9]+(\\.[0-9]+)?")
                ? Double.valueOf(text.substring(0, end))
                : null;
    }

    /** Any thread may ask. */
    public HostInfo facts() {
        return facts;
    }
}
