package io.ftpcluster.master.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a command started when SIGTERM or SIGINT comes, with exit code 0. */
final class RunningPortal {

    private static final Logger LOG = LoggerFactory.getLogger(RunningPortal.class);

    private RunningPortal() {}

    static void stopOnSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                stop.run();
            } catch (RuntimeException e) {
                LOG.error("The portal did not stop cleanly", e);
                Runtime.getRuntime().halt(1);
            }
            // The JVM would end with 128 + signal; whoever asked for a clean stop and got one wants 0.
            Runtime.getRuntime().halt(0);
        }, "stop"));
    }
}
