package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.amount;
import static io.ftpcluster.frames.Limits.count;
import static io.ftpcluster.frames.Limits.counts;
import static io.ftpcluster.frames.Limits.percent;

import java.util.Map;

/**
 * What an agent measured of its server. What is null could not be measured there.
 *
 * @param at when, in milliseconds since the epoch by the agent's clock: the end of the time that it stands for
 * @param seconds how long a time it stands for; averages over it, but for what is as of its end
 * @param memPercent used memory that can't be had back by dropping caches, of the limit of the container or the machine
 * @param memBytes that limit
 * @param cpuPercent of all processors that may be used
 * @param rootDiskPercent used space of the file system of {@code /} as its users see it
 * @param rootDiskBytes its size
 * @param ftpDiskPercent the same of the file system that holds the FTP users' files
 * @param ftpDiskBytes its size
 * @param load1 load average of the last minute
 * @param receivedPerSecond bytes over all interfaces but loopback
 * @param sentPerSecond likewise
 * @param uptimeSeconds since the system started
 * @param ftpSessions control connections of the FTP daemon that are established
 * @param ftpUsers whose they are, by name of the system user, as far as can be seen; at most 200 names
 * @param ftpState of the daemon
 * @param rootInodesPercent taken inodes of the file system of {@code /}: with all of them taken no file can be made, however
 *        much space is left; null for a file system that has no fixed number of them
 * @param ftpInodesPercent the same of the file system that holds the FTP users' files
 */
public record Sample(long at, int seconds, Double memPercent, Long memBytes, Double cpuPercent, Double rootDiskPercent,
        Long rootDiskBytes, Double ftpDiskPercent, Long ftpDiskBytes, Double load1, Double receivedPerSecond,
        Double sentPerSecond, Long uptimeSeconds, Integer ftpSessions, Map<String, Integer> ftpUsers, FtpState ftpState,
        Double rootInodesPercent, Double ftpInodesPercent) {

    private static final int LONGEST = 3600;

    /** Whether the FTP daemon can be used. */
    public enum FtpState {
        /** Something listens at its port. */
        RUNNING,
        /** Nothing does. */
        STOPPED,
        UNKNOWN
    }

    public Sample {
        if (at <= 0) {
            throw new FrameException("at must be milliseconds since 1970");
        }
        if (seconds < 0 || seconds > LONGEST) {
            throw new FrameException("seconds must be a whole number from 0 to " + LONGEST);
        }
        percent("mem_percent", memPercent);
        amount("mem_bytes", memBytes);
        percent("cpu_percent", cpuPercent);
        percent("root_disk_percent", rootDiskPercent);
        amount("root_disk_bytes", rootDiskBytes);
        percent("ftp_disk_percent", ftpDiskPercent);
        amount("ftp_disk_bytes", ftpDiskBytes);
        amount("load_1m", load1);
        amount("received_bytes_per_second", receivedPerSecond);
        amount("sent_bytes_per_second", sentPerSecond);
        amount("uptime_seconds", uptimeSeconds);
        count("ftp_sessions", ftpSessions);
        ftpUsers = counts("ftp_users", ftpUsers);
        ftpState = ftpState == null ? FtpState.UNKNOWN : ftpState;
        percent("root_inodes_percent", rootInodesPercent);
        percent("ftp_inodes_percent", ftpInodesPercent);
    }

    /** Of an agent that doesn't measure inodes. */
    public Sample(long at, int seconds, Double memPercent, Long memBytes, Double cpuPercent, Double rootDiskPercent,
            Long rootDiskBytes, Double ftpDiskPercent, Long ftpDiskBytes, Double load1, Double receivedPerSecond,
            Double sentPerSecond, Long uptimeSeconds, Integer ftpSessions, Map<String, Integer> ftpUsers,
            FtpState ftpState) {
        this(at, seconds, memPercent, memBytes, cpuPercent, rootDiskPercent, rootDiskBytes, ftpDiskPercent,
                ftpDiskBytes, load1, receivedPerSecond, sentPerSecond, uptimeSeconds, ftpSessions, ftpUsers, ftpState,
                null, null);
    }

    /** The same by another clock. */
    public Sample measuredAt(long when) {
        return new Sample(when, seconds, memPercent, memBytes, cpuPercent, rootDiskPercent, rootDiskBytes,
                ftpDiskPercent, ftpDiskBytes, load1, receivedPerSecond, sentPerSecond, uptimeSeconds, ftpSessions,
                ftpUsers, ftpState, rootInodesPercent, ftpInodesPercent);
    }

    /** The same with these sessions' owners only. */
    public Sample withUsers(Map<String, Integer> users) {
        return new Sample(at, seconds, memPercent, memBytes, cpuPercent, rootDiskPercent, rootDiskBytes, ftpDiskPercent,
                ftpDiskBytes, load1, receivedPerSecond, sentPerSecond, uptimeSeconds, ftpSessions, users, ftpState,
                rootInodesPercent, ftpInodesPercent);
    }

    /** The same with shares of inodes, either of which may be null. */
    public Sample withInodes(Double root, Double ftp) {
        return new Sample(at, seconds, memPercent, memBytes, cpuPercent, rootDiskPercent, rootDiskBytes, ftpDiskPercent,
                ftpDiskBytes, load1, receivedPerSecond, sentPerSecond, uptimeSeconds, ftpSessions, ftpUsers, ftpState,
                root, ftp);
    }
}
