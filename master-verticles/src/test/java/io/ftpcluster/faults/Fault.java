package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.util.concurrent.ThreadLocalRandom;

/** What happens to a host. */
enum Fault {
    CUT,
    FREEZE,
    REBOOT,
    SLOW;

    private static final int[] KILOBITS = {64, 256, 1024};

    void strike(FaultyHost host) {
        switch (this) {
            case CUT -> host.cut();
            case FREEZE -> host.freeze();
            case REBOOT -> host.powerOff();
            case SLOW -> host.slow(KILOBITS[ThreadLocalRandom.current().nextInt(KILOBITS.length)]);
        }
    }

    void mend(FaultyHost host) {
        switch (this) {
            case CUT -> host.mendCable();
            case FREEZE -> host.thaw();
            case REBOOT -> host.powerOn();
            case SLOW -> host.hurry();
        }
    }
}
