package io.ftpcluster.frames;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.text.EnumNames;

/** A sample's fields in JSON. */
final class SampleJson {

    private SampleJson() {}

    static void write(JsonText json, Sample sample) {
        json.number("at", sample.at())
                .number("seconds", sample.seconds())
                .number("mem_percent", sample.memPercent())
                .number("mem_bytes", sample.memBytes())
                .number("cpu_percent", sample.cpuPercent())
                .number("root_disk_percent", sample.rootDiskPercent())
                .number("root_disk_bytes", sample.rootDiskBytes())
                .number("ftp_disk_percent", sample.ftpDiskPercent())
                .number("ftp_disk_bytes", sample.ftpDiskBytes())
                .number("load_1m", sample.load1())
                .number("received_bytes_per_second", sample.receivedPerSecond())
                .number("sent_bytes_per_second", sample.sentPerSecond())
                .number("uptime_seconds", sample.uptimeSeconds())
                .number("ftp_sessions", sample.ftpSessions())
                .numbers("ftp_users", sample.ftpUsers())
                .text("ftp_state", EnumNames.of(sample.ftpState()))
                .number("root_inodes_percent", sample.rootInodesPercent())
                .number("ftp_inodes_percent", sample.ftpInodesPercent());
    }

    static Sample read(JsonFields fields) {
        if (fields == null) {
            throw new FrameException("sample is missing");
        }
        return new Sample(fields.whole("at", 0), fields.integer("seconds", 0), fields.number("mem_percent"),
                fields.whole("mem_bytes"), fields.number("cpu_percent"), fields.number("root_disk_percent"),
                fields.whole("root_disk_bytes"), fields.number("ftp_disk_percent"), fields.whole("ftp_disk_bytes"),
                fields.number("load_1m"), fields.number("received_bytes_per_second"),
                fields.number("sent_bytes_per_second"), fields.whole("uptime_seconds"), fields.integer("ftp_sessions"),
                fields.counts("ftp_users"), state(fields.text("ftp_state")), fields.number("root_inodes_percent"),
                fields.number("ftp_inodes_percent"));
    }

    /** A state that this version doesn't know is an unknown one. */
    private static FtpState state(String name) {
        return EnumNames.find(FtpState.class, name).orElse(FtpState.UNKNOWN);
    }
}
