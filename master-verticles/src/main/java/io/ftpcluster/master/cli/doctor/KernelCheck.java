package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.files.relay.Relay;
import java.util.Optional;

/** Whether files can pass through the kernel, without being copied. */
final class KernelCheck implements Check {

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public Finding look() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        Optional<Relay> relay = Relay.ofThisSystem(1);
        relay.ifPresent(Relay::close);
        return relay.isPresent()
                ? Finding.ok(system + "; files pass through it without being copied (splice).")
                : Finding.warning(system + ". Files can't pass through it without being copied.",
                        "Transfers work all the same, with more CPU time. A filter of system calls may be in the way (splice, epoll).");
    }
}
