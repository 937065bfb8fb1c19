package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import java.util.Map;

/** Samples to tests. */
final class Samples {

    private Samples() {}

    static Sample sample(long at, int seconds, Double cpuPercent, int sessions) {
        return new Sample(at, seconds, 50.0, 100L, cpuPercent, 1.0, 1L, 1.0, 1L, 0.5, 1.0, 1.0, 5L, sessions,
                sessions == 0 ? Map.of() : Map.of("anna", sessions), FtpState.RUNNING, 2.0, 97.0);
    }
}
