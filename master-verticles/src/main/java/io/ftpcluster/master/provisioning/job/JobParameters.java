package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.master.provisioning.ssh.SshTarget;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import java.util.List;
import java.util.Map;

/**
 * What a job is to do, as its row has it.
 *
 * @param fingerprint of the host key that was confirmed
 */
public record JobParameters(String host, int port, String user, String fingerprint, ExistingDaemon existingDaemon) {

    private static final String HOST = "ssh_host";
    private static final String PORT = "ssh_port";
    private static final String USER = "ssh_user";
    private static final String FINGERPRINT = "host_key_fingerprint";
    private static final String EXISTING_DAEMON = "existing_daemon";

    private static final List<String> PROVISION = List.of("facts", "runtime", "daemon", "configuration", "agent",
            "service", "hello", "test");
    private static final List<String> DEPROVISION = List.of("facts", "remove");

    /** The names of a job's steps. */
    public static List<String> steps(Jobs.Kind kind) {
        return switch (kind) {
            case PROVISION -> PROVISION;
            case DEPROVISION -> DEPROVISION;
        };
    }

    public static JobParameters of(Map<String, String> map) {
        return new JobParameters(map.get(HOST), Integer.parseInt(map.get(PORT)), map.get(USER), map.get(FINGERPRINT),
                ExistingDaemon.valueOf(map.get(EXISTING_DAEMON)));
    }

    public Map<String, String> toMap() {
        return Map.of(HOST, host, PORT, Integer.toString(port), USER, user, FINGERPRINT, fingerprint, EXISTING_DAEMON,
                existingDaemon.name());
    }

    SshTarget target(Job job) {
        return new SshTarget(job.alias(), host, port, user);
    }
}
