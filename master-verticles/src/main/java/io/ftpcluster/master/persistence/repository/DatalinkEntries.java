package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.AuthenticationMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What agents tell of their datalinks, as lines of the audit trail. They have the portal's time, and say the agent's where it differs. */
final class DatalinkEntries {

    /** Until then it was told at once. */
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final int LONGEST_ALIAS = 48;

    private DatalinkEntries() {}

    static Entry of(String alias, Change change, Instant now) {
        List<String> detail = new ArrayList<>();
        detail.add("through the datalink of " + alias);
        if (change.from() != null && !change.from().equals("-")) {
            detail.add("from " + change.from());
        }
        if (change.detail() != null) {
            detail.add(change.detail());
        }
        Instant at = Instant.ofEpochMilli(change.at());
        if (Duration.between(at, now).abs().compareTo(LATE) > 0) {
            detail.add("done at " + at + " by the server's clock");
        }
        return new Entry(agent(alias), "datalink." + change.action(), change.name() + "/" + alias,
                String.join(", ", detail));
    }

    /** No user of the portal can be called so, as there are blanks in it. */
    private static Actor agent(String alias) {
        String name = alias.length() > LONGEST_ALIAS ? alias.substring(0, LONGEST_ALIAS) : alias;
        return new Actor(null, "agent of " + name, null, "-", AuthenticationMethod.NONE);
    }
}
